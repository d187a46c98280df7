using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Lookup;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;
using SortKey = PassiveDns.Tui.Output.SortKey;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns lookup</c>: RRsets by owner, by address or by a name in the rdata, with dnsdbq's letters.</summary>
internal static class LookupCommand
{
    private const string SeeHelp = "See pdns lookup --help.";

    /// <summary>dnsdbq's options for its servers, their keys and the way to them.</summary>
    private static readonly string[] ServerLetters = ["-u", "-U", "-I", "-4", "-6", "-8", "-0", "-d", "-o", "-C"];

    private static readonly string[] TransformNames = ["datefix", "reverse", "chomp", "qdetail"];

    public static Command Build(CommandContext context)
    {
        var options = new LookupOptions(context);
        var command = new DocumentedCommand("lookup", "RRsets by owner, by address or network, or by a name in the rdata.")
        {
            Remarks = "WHAT is NAME, *.NAME (below it), +.NAME (one label below it), NAME.* (any domain), an address, A/LENGTH or A-B, "
                + "or a question of several words like 'ns:NAME type:A after:-7d' (pdns help query). "
                + "The letters are dnsdbq's. TIME is UTC: 2026-03-01, 2026-03-01T10:00:00Z, seconds since 1970, or time ago "
                + "as seconds (-3600) or units (1w2d3h).",
            Examples =
            [
                ("pdns lookup www.example.com", "where the name pointed to"),
                ("pdns lookup -n ns1.example.net -t NS", "domains that a name server serves"),
                ("pdns lookup 'ns:ns1.example.net *.example.com after:2026-03-01'", "what it serves and what lies below a domain, since a day"),
                ("pdns lookup 192.0.2.0/24 198.51.100.7", "names that point into a network, and to an address"),
                ("pdns lookup '*.example.com' -S -k last -l 20", "what was seen last below a domain"),
                ("pdns lookup '*.example.com' --negative", "what was asked for below a domain and was not there"),
                ("pdns lookup example.com -A 2026-03-01 -B 2026-03-08 -p jsonl", "a week, with the sources that prove it"),
                ("pdns lookup example.com --at 2026-03-05T12:00:00Z", "what it looked like at a time"),
                ("pdns lookup 203.0.113.0/24 --group-by domain", "the domains that point into a network"),
                ("pdns lookup -f indicators.txt -p csv", "every indicator of a list, defanged or not"),
                ("pdns lookup -ff < batch.txt", "a batch as dnsdbq takes it, each answer in its frame"),
            ],
        };
        command.Arguments.Add(options.What);
        foreach (var (title, group) in options.Groups) command.AddGroup(title, group);
        command.SetAction(parsed => (int)Run(options.Request(parsed), context));
        return command;
    }

    public static ExitCode Run(LookupRequest request, CommandContext context)
    {
        using var text = context.OpenText();
        if (request.CofFile is { } path)
        {
            var file = ReadCof(path, context);
            return Failure.Worse(new LookupRun(request, file.RRsets, text, context).Run(), CofReport.Write(file, path == "-" ? "standard input" : path, context.Messages));
        }

        using var archive = Archive.OpenRead(request.ArchiveFolder);
        var code = new LookupRun(request, archive, text, context).Run();
        if (request.Explain) Explain(archive, context.Messages);
        return Failure.Worse(ArchiveDamage.Report(archive, context.Messages), code);
    }

    private static CommonOutputFile ReadCof(string path, CommandContext context)
    {
        using var input = path == "-" ? context.OpenInput() : File.OpenRead(path);
        return CommonOutputFile.Read(input, path, ToolVersion.Text, context.Clock.GetUtcNow(), context.Interruption);
    }

    private static void Explain(Archive archive, Messages messages)
    {
        var reads = archive.Reads;
        messages.Write(
            $"read {Quantity.Octets(reads.OctetsRead)} of {Quantity.Octets(reads.Octets)}: {Quantity.Count(reads.BlocksRead, "block")} of {Quantity.Number(reads.RunsRead)} of {Quantity.Count(reads.Runs, "run")}");
    }

    /// <summary>The options of the command, and the request that they make.</summary>
    private sealed class LookupOptions(CommandContext context)
    {
        private readonly TimeProvider _clock = context.Clock;
        private readonly Option<string[]> _owner = Several("--rrset", "-r", "NAME", "Owner NAME, as NAME[/TYPE,...[/BAILIWICK]]; a slash of the name is %2F.");
        private readonly Option<string[]> _rdata = Several("--rdata", "-n", "NAME", "NAME[/TYPE,...] on the right-hand side: name server, mail server, alias ...");
        private readonly Option<string[]> _address = Several("--ip", "-i", "ADDRESS", "An address, A/LENGTH, A,LENGTH or A-B on the right-hand side.");
        private readonly Option<string[]> _rawOwner = Several("--raw-rrset", "-R", "HEX", "The owner in wire format, in hexadecimal.");
        private readonly Option<string[]> _rawRData = Several("--raw-rdata", "-N", "HEX", "All of a record's rdata, in hexadecimal; reads every RRset.");
        private readonly Option<string?> _file = Batch("--file", "-f", "Indicators, defanged or not, one a line, or as STIX or MISP have them; or a batch of dnsdbq's. Without FILE, standard input.");
        private readonly Option<string?> _verboseFile = Batch("--framed", "-ff", "The same; each answer begins with ++ and ends with how it went.");
        private readonly Option<string?> _column = new("--column")
        {
            Description = "With -f: the list is CSV, and the indicators stand in this column, a name of the first line or a number from 1.",
            HelpName = "COLUMN",
        };
        private readonly Option<string?> _cof = new("--cof", "-J")
        {
            Description = "Look through a file in the Common Output Format, or in DNSDB's frame of it, instead of the archive; - for standard input.",
            HelpName = "FILE",
        };
        private readonly Option<bool> _merge = CommonOptions.Flag("--merge", "With -f: all answers are one, sorted and limited together.", "-m");

        private readonly Option<IReadOnlySet<Formats.Dns.RRType>?> _types = CommonOptions.Types();
        private readonly Option<byte[]?> _bailiwick = CommonOptions.Bailiwick();
        private readonly Option<long?> _after = CommonOptions.Time("--after", "-A", "Seen at or after this time.", context.Clock);
        private readonly Option<long?> _before = CommonOptions.Time("--before", "-B", "Seen at or before this time.", context.Clock);
        private readonly Option<bool> _strict = CommonOptions.Flag("--strict", "-A and -B bound the whole window, not just a part of it.", "-c");
        private readonly Option<long?> _at = CommonOptions.Time("--at", null, "What was there at this time: seen around it, or last before it.", context.Clock);
        private readonly Option<long?> _newSince = CommonOptions.Time("--new-since", null, "Never seen before this time.", context.Clock);
        private readonly Option<int?> _minCount = CommonOptions.Count("--min-count", null, "Seen so many times or more.");
        private readonly Option<string[]> _capture = Several("--capture", null, "SOURCE", "Only what this source saw: a path, or digits of its SHA-256.");
        private readonly Option<Vantage?> _vantage = CommonOptions.VantageOption();
        private readonly Option<bool> _negative = CommonOptions.Negative();
        private readonly Option<bool> _all = CommonOptions.Flag("--all", "Also unsolicited, conflicting and quarantined RRsets, with their status.");
        private readonly Option<bool> _quarantine = CommonOptions.Quarantine();

        private readonly Option<LookupVerb?> _verb = CommonOptions.Choice(
            "--verb", "VERB", "summarize: how many RRsets there are, how often and when they were seen, instead of each. Without it: lookup.",
            LookupVerb.Lookup, LookupVerb.Summarize);
        private readonly Option<int?> _maxCount = CommonOptions.Count("--max-count", "-M", "With -V summarize: stop when they were seen so often.");
        private readonly Option<LookupGrouping?> _groupBy = CommonOptions.Choice(
            "--group-by", "GROUP", "A line for each domain, address, nameserver or network instead of each RRset.",
            LookupGrouping.Domain, LookupGrouping.Address, LookupGrouping.Nameserver, LookupGrouping.Network);
        private readonly Option<bool> _gravel = CommonOptions.Flag("--by-source", "A line for each source that saw an RRset: volume across time.", "-g");
        private readonly Option<bool> _rocks = CommonOptions.Flag("--united", "One line for each RRset, as without -g.", "-G");
        private readonly Option<bool> _ascending = CommonOptions.Flag("--sort", "Sort, lowest first.", "-s");
        private readonly Option<bool> _descending = CommonOptions.Flag("--reverse-sort", "Sort, highest first.", "-S");
        private readonly Option<string[]> _keys = Several(
            "--sort-keys", "-k", "KEY,...", "Sort by first, last, duration, count, name, type, data; -s or -S holds for the -k behind it.")
            .Offering(Enum.GetNames<SortKey>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName));
        private readonly Option<int?> _limit = CommonOptions.Count("--limit", "-l", "Most results of a question; 0 for all. Without it: 10,000. It says so when there are more.");
        private readonly Option<int?> _outputLimit = CommonOptions.Count("--output-limit", "-L", "The same, for those who write -l and -L: the lower one counts.");
        private readonly Option<int?> _offset = CommonOptions.Count("--offset", "-O", "Results passed over before the first.");
        private readonly Option<OutputFormat> _format = CommonOptions.Format(
            OutputFormat.Table, OutputFormat.Jsonl, OutputFormat.Cof, OutputFormat.Saf, OutputFormat.Dnsdb, OutputFormat.Minimal, OutputFormat.Csv, OutputFormat.CsvExcel);
        private readonly Option<bool> _json = CommonOptions.Flag("--json", "The same as -p cof, which dnsdbq calls json.", "-j");
        private readonly Option<string[]> _transforms = Several(
            "--transform", "-T", "CHANGE,...", "datefix: dates in JSON. reverse: owners from the top-level domain down. chomp: owners without the final dot. qdetail: the question with each result.")
            .Offering(TransformNames);
        private readonly Option<bool> _defang = CommonOptions.Flag("--defang", "Names and addresses as example[.]com, 192.0.2[.]1: nobody opens them by a click.");
        private readonly Option<bool> _wide = CommonOptions.Flag("--wide", "On a terminal, cut nothing to fit.");
        private readonly Option<string?> _misses = new("--misses") { Description = "A new file for the questions that found nothing.", HelpName = "FILE" };
        private readonly Option<bool> _explain = CommonOptions.Flag("--explain", "Say how many runs and octets were read.");
        private readonly Option<bool> _quiet = CommonOptions.Flag("--quiet", "Say nothing that is no fault.", "-q");
        private readonly Option<bool> _failEmpty = CommonOptions.FailEmpty();
        private readonly Option<string> _archive = CommonOptions.Archive(context);

        public Argument<string[]> What { get; } = new("what")
        {
            HelpName = "WHAT",
            Description = "One question or several, told from its form.",
            Arity = ArgumentArity.ZeroOrMore,
        };

        /// <summary>In the order of the help page.</summary>
        public IEnumerable<(string Title, Option[] Options)> Groups
        {
            get
            {
                _verb.Aliases.Add("-V");
                yield return ("Questions", [_owner, _rdata, _address, _rawOwner, _rawRData, _file, _verboseFile, _column, _merge, _cof]);
                yield return ("Which of the results", [_types, _bailiwick, _after, _before, _strict, _at, _newSince, _minCount, _capture, _vantage, _negative, _all, _quarantine]);
                yield return ("What is made of them", [_verb, _maxCount, _groupBy, _gravel, _rocks, _ascending, _descending, _keys, _limit, _outputLimit, _offset]);
                yield return ("Output", [_format, _json, _transforms, _defang, _wide, _misses, _explain, _quiet, _failEmpty]);
                yield return ("Archive", [_archive]);
            }
        }

        /// <exception cref="UsageException">Options that do not go together, or a question that is none.</exception>
        public LookupRequest Request(ParseResult parsed)
        {
            if (Array.Find(parsed.GetValue(What) ?? [], text => text.StartsWith('-')) is { } option) throw new UsageException(Unknown(option));
            var transforms = Transforms(parsed);
            var format = parsed.GetValue(_json) ? OutputFormat.Cof : parsed.GetValue(_format);
            var batch = BatchFile(parsed);
            var scope = Scope(parsed);
            var questions = Questions(parsed);
            var isNegative = IsNegative(parsed, questions);
            if (isNegative) questions = questions.ConvertAll(question => question.ByOwner());
            var cof = parsed.GetValue(_cof);
            if (cof is not null && batch is null && questions.Count == 0) questions.Add(new LookupQuestion("*", new RRsetQuery { Side = LookupSide.All }));
            if (cof == "-" && batch == "-") throw new UsageException($"-J - and -f cannot both read standard input. {SeeHelp}");
            if (batch is null && questions.Count == 0) throw new UsageException($"WHAT is missing. {SeeHelp}");
            if (batch is not null && questions.Count > 0) throw new UsageException($"-f takes its questions from a file: leave the others out. {SeeHelp}");

            var isVerbose = parsed.GetResult(_verboseFile) is not null;
            var isMerged = parsed.GetValue(_merge) && !isVerbose;
            var file = batch is null ? null : QuestionFile.Open(batch, parsed.GetValue(_column), context);
            var steps = file?.Read(scope) ?? questions.Select(question => new LookupStep(question.Text, question, scope));
            var hasSeveral = file is not null || questions.Count > 1;
            var isIndicators = file?.IsBatch == false;
            var isDnsdbq = format is OutputFormat.Cof or OutputFormat.Saf or OutputFormat.Dnsdb or OutputFormat.Minimal;
            var request = new LookupRequest
            {
                ArchiveFolder = parsed.GetRequiredValue(_archive),
                CofFile = cof,
                Steps = steps,
                HasSeveral = hasSeveral && !isMerged,
                Filter = Filter(parsed, isNegative),
                Verb = parsed.GetValue(_verb) ?? LookupVerb.Lookup,
                MaxCount = parsed.GetValue(_maxCount) ?? 0,
                GroupBy = parsed.GetValue(_groupBy),
                AtMilliseconds = (parsed.GetValue(_at) * 1_000) + 999,
                Order = Order(parsed),
                Format = format,
                Style = new OutputStyle
                {
                    Columns = context.OutputColumns,
                    IsWide = parsed.GetValue(_wide),
                    WithStatus = parsed.GetValue(_all) || parsed.GetValue(_quarantine) || questions.Exists(question => question.HasStatuses),
                    Owners = new OwnerForm(transforms.Contains("reverse"), transforms.Contains("chomp"), parsed.GetValue(_defang)),
                    IsBySource = scope.IsBySource,
                    WithDates = transforms.Contains("datefix"),
                    WithQuestion = transforms.Contains("qdetail") || (hasSeveral && !isMerged && (isIndicators || !isDnsdbq)),
                },
                IsFramed = isDnsdbq && !isMerged && (isVerbose || file?.IsBatch == true),
                IsVerbose = isVerbose,
                IsMerged = isMerged,
                MissesFile = parsed.GetValue(_misses),
                Explain = parsed.GetValue(_explain),
                Quiet = parsed.GetValue(_quiet),
                FailEmpty = parsed.GetValue(_failEmpty),
            };
            Check(request, questions);
            return request;
        }

        /// <summary>What dnsdbq has and a program without a server has not is told apart from what nobody knows.</summary>
        private static string Unknown(string option)
        {
            if (ServerLetters.Contains(option)) return $"{option} of dnsdbq is for a server; there is none here: leave it out.";
            return option is "-a" or "-D" ? $"{option} of dnsdbq asks the DNS; pdns asks nobody." : $"there is no '{option}'. {SeeHelp}";
        }

        private static void Check(LookupRequest request, List<LookupQuestion> questions)
        {
            if (request.IsNegative)
            {
                CommonOptions.CheckNegative(request.Format);
                if (questions.Exists(question => !question.IsByOwner))
                    throw new UsageException($"--negative needs a name that was asked for: a negative answer has no rdata. {SeeHelp}");
            }

            if (request.GroupBy is not null && request.Format is not (OutputFormat.Table or OutputFormat.Jsonl))
                throw new UsageException("--group-by has the formats table and jsonl only.");
            if (request.GroupBy is not null && request.Verb == LookupVerb.Summarize) throw new UsageException("--group-by and -V summarize exclude each other.");
            if (request.Verb == LookupVerb.Summarize && request.Format is OutputFormat.Minimal or OutputFormat.Saf or OutputFormat.CsvExcel)
                throw new UsageException("-V summarize has the formats table, jsonl, cof, csv and dnsdb only.");
            if (request.Explain && request.CofFile is not null) throw new UsageException("--explain is for an archive: a file of -J is read whole.");
            if (request.MaxCount > 0 && request.Verb != LookupVerb.Summarize) throw new UsageException("-M goes with -V summarize only.");
        }

        /// <summary>Negative answers and RRsets have tables of their own: one lookup prints either.</summary>
        private bool IsNegative(ParseResult parsed, List<LookupQuestion> questions)
        {
            var some = questions.Exists(question => question.IsNegative);
            if (some && !parsed.GetValue(_negative) && !questions.TrueForAll(question => question.IsNegative))
                throw new UsageException($"some of the questions are for negative answers and others are not: ask them apart. {SeeHelp}");
            return some || parsed.GetValue(_negative);
        }

        private RRsetQuery Filter(ParseResult parsed, bool isNegative) => new()
        {
            Side = LookupSide.All,
            Kinds = CommonOptions.Kinds(isNegative),
            Types = parsed.GetValue(_types),
            Bailiwick = parsed.GetValue(_bailiwick),
            Vantage = parsed.GetValue(_vantage),
            CountFrom = parsed.GetValue(_minCount) ?? 0,
            NewSinceMilliseconds = parsed.GetValue(_newSince) * 1_000,
            Captures = Captures(parsed),
            Statuses = CommonOptions.Statuses(parsed.GetValue(_all), parsed.GetValue(_quarantine)),
        };

        private HashSet<string>? Captures(ParseResult parsed)
        {
            if (parsed.GetValue(_capture) is not { Length: > 0 } texts) return null;
            if (parsed.GetValue(_cof) is not null) throw new UsageException($"--capture is for an archive: a file of -J is one source. {SeeHelp}");
            using var archive = Archive.OpenRead(parsed.GetRequiredValue(_archive));
            return [.. texts.Select(text => SourceArgument.Find(archive, text).Sha256)];
        }

        private IReadOnlyList<SourceRecord> Sources(ParseResult parsed)
        {
            if (parsed.GetValue(_cof) is not null) throw new UsageException($"source: is for an archive: a file of -J is one source. {SeeHelp}");
            using var archive = Archive.OpenRead(parsed.GetRequiredValue(_archive));
            return archive.Sources;
        }

        private LookupScope Scope(ParseResult parsed) => new()
        {
            Fence = TimeFence.OfSeconds(parsed.GetValue(_after), parsed.GetValue(_before), parsed.GetValue(_strict)),
            IsBySource = parsed.GetValue(_gravel) && !parsed.GetValue(_rocks),
            Limit = Limit(parsed),
            Offset = parsed.GetValue(_offset) ?? 0,
        };

        /// <summary>What is counted or grouped has no usual limit: nobody has to read it.</summary>
        private int Limit(ParseResult parsed)
        {
            int?[] given = [parsed.GetValue(_limit), parsed.GetValue(_outputLimit)];
            if (given.All(limit => limit is null))
                return parsed.GetValue(_groupBy) is null && parsed.GetValue(_verb) != LookupVerb.Summarize ? CommonOptions.UsualLimit : 0;
            return given.Where(limit => limit > 0).Min() ?? 0;
        }

        private List<LookupQuestion> Questions(ParseResult parsed)
        {
            var questions = new List<LookupQuestion>();
            var context = new QuestionContext { Sources = () => Sources(parsed), Now = _clock.GetUtcNow(), BareName = BareName.Owner };
            foreach (var text in parsed.GetValue(What) ?? [])
                foreach (var one in IsAddressList(text) ? text.Split(',') : [text]) questions.Add(Read(one, context));
            foreach (var text in parsed.GetValue(_owner) ?? []) Add(text, LookupArgument.TryParseName(text, false, out var query, out var error), query, error);
            foreach (var text in parsed.GetValue(_rdata) ?? []) Add(text, LookupArgument.TryParseName(text, true, out var query, out var error), query, error);
            foreach (var text in parsed.GetValue(_address) ?? []) Add(text, LookupArgument.TryParseAddress(text, out var query, out var error), query, error);
            foreach (var text in parsed.GetValue(_rawOwner) ?? []) Add(text, LookupArgument.TryParseRaw(text, false, out var query, out var error), query, error);
            foreach (var text in parsed.GetValue(_rawRData) ?? []) Add(text, LookupArgument.TryParseRaw(text, true, out var query, out var error), query, error);
            return questions;

            void Add(string text, bool isOne, RRsetQuery? query, string error)
            {
                if (!isOne) throw new UsageException($"{error}. {SeeHelp}");
                questions.Add(new LookupQuestion(text, query!));
            }
        }

        private static LookupQuestion Read(string text, QuestionContext context) =>
            QuestionParser.Parse(text, context, out var fault) is { } question
                ? new LookupQuestion(text, question.Parts)
                : throw new UsageException($"{fault!.Sentence}. {SeeHelp}");

        /// <summary>Networks with commas between them.</summary>
        private static bool IsAddressList(string text) =>
            text.Contains(',', StringComparison.Ordinal) && Array.TrueForAll(text.Split(','), part => AddressRange.TryParse(part, out _));

        /// <summary>The file of <c>-f</c> or <c>-ff</c>, <c>-</c> for standard input; null without either.</summary>
        private string? BatchFile(ParseResult parsed)
        {
            var (plain, verbose) = (parsed.GetResult(_file), parsed.GetResult(_verboseFile));
            if (plain is not null && verbose is not null) throw new UsageException($"-f and -ff exclude each other. {SeeHelp}");
            if (parsed.GetValue(_column) is not null && plain is null && verbose is null) throw new UsageException($"--column goes with -f only. {SeeHelp}");
            if (parsed.GetValue(_merge) && plain is null && verbose is null) throw new UsageException($"-m goes with -f only. {SeeHelp}");
            return plain is null && verbose is null ? null : (plain is null ? parsed.GetValue(_verboseFile) : parsed.GetValue(_file)) ?? "-";
        }

        private HashSet<string> Transforms(ParseResult parsed)
        {
            var transforms = new HashSet<string>(StringComparer.Ordinal);
            foreach (var name in (parsed.GetValue(_transforms) ?? []).SelectMany(text => text.Split(',')))
            {
                if (!TransformNames.Contains(name)) throw new UsageException($"'{name}' is no transform; there are {string.Join(", ", TransformNames)}. {SeeHelp}");
                transforms.Add(name);
            }

            return transforms;
        }

        /// <summary>A <c>-k</c> goes the way of the <c>-s</c> or <c>-S</c> before it, as in dnsdbq; one with none before it, of the first behind it.</summary>
        private RRsetOrder? Order(ParseResult parsed)
        {
            bool? isDescending = null;
            var terms = new List<(SortKey Key, bool? IsDescending)>();
            var isKey = false;
            foreach (var token in parsed.Tokens)
            {
                if (isKey) terms.AddRange(Keys(token.Value).Select(key => (key, isDescending)));
                isKey = token.Type == TokenType.Option && (token.Value == _keys.Name || _keys.Aliases.Contains(token.Value));
                if (token.Type != TokenType.Option) continue;
                if (token.Value == _ascending.Name || _ascending.Aliases.Contains(token.Value)) isDescending = Direct(false);
                if (token.Value == _descending.Name || _descending.Aliases.Contains(token.Value)) isDescending = Direct(true);
            }

            if (terms.Count > 0) return new RRsetOrder([.. terms.Select(term => new SortTerm(term.Key, term.IsDescending == true))]);
            if (parsed.GetValue(_ascending) && parsed.GetValue(_descending)) throw new UsageException($"-s and -S without -k exclude each other. {SeeHelp}");
            return isDescending is { } direction ? RRsetOrder.ByAll(direction) : null;

            bool Direct(bool direction)
            {
                for (var i = 0; i < terms.Count; i++) terms[i] = terms[i] with { IsDescending = terms[i].IsDescending ?? direction };
                return direction;
            }
        }

        private static IEnumerable<SortKey> Keys(string list)
        {
            var all = Enum.GetValues<SortKey>();
            foreach (var name in list.Split(','))
            {
                var place = Array.FindIndex(all, key => JsonNamingPolicy.KebabCaseLower.ConvertName(key.ToString()) == name);
                if (place < 0) throw new UsageException($"'{name}' is no sort key; there are first, last, duration, count, name, type, data. {SeeHelp}");
                yield return all[place];
            }
        }

        private static Option<string[]> Several(string name, string? alias, string helpName, string description) => new(name, alias is null ? [] : [alias])
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };

        private static Option<string?> Batch(string name, string alias, string description) => new(name, alias)
        {
            Description = description,
            HelpName = "[FILE]",
            Arity = ArgumentArity.ZeroOrOne,
        };
    }
}
