using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Bailiwick;
using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>Options that several commands share: one place for their names, texts and refusals.</summary>
internal static class CommonOptions
{
    /// <summary>Results that a lookup prints without <c>-l</c>, as dnsdbq.</summary>
    public const int UsualLimit = 10_000;

    /// <summary>For the help pages of commands that print it.</summary>
    public const string CsvExcelExplained =
        "csv is RFC 4180 to the letter; csv-excel has an apostrophe before what a spreadsheet would run as a formula.";

    private const long LongestDuration = 366L * 86_400; // seconds

    private const string UsualArchive = "archive.pdns";

    /// <summary>The archive's folder: as given, or by the variable PDNS_ARCHIVE, or beside the user.</summary>
    public static Option<string> Archive(CommandContext context) => new("--archive", "-a")
    {
        Description = "The archive's folder. Without it the variable PDNS_ARCHIVE names it, else it is ./archive.pdns.",
        HelpName = "DIR",
        DefaultValueFactory = _ => context.ArchiveVariable.Length > 0 ? context.ArchiveVariable : UsualArchive,
        Validators = { RefuseNameless },
    };

    /// <summary>Refuses a folder without a name, as <c>-a "$UNSET"</c> gives it.</summary>
    public static void RefuseNameless(OptionResult result)
    {
        if (result.Tokens is [{ Value: "" }]) result.AddError($"{result.Option.Name} names no folder");
    }

    /// <summary>dnsdbq's words for formats that have other names here.</summary>
    private static readonly (string Word, OutputFormat Format)[] OtherWords =
        [("text", OutputFormat.Dnsdb), ("dns", OutputFormat.Dnsdb), ("json", OutputFormat.Cof)];

    public static Option<OutputFormat> Format(params OutputFormat[] formats)
    {
        var names = string.Join(", ", formats.Select(format => NameOf(format)));
        var option = new Option<OutputFormat>("--format", "-p")
        {
            Description = $"{names}. Without it: table." + (formats.Contains(OutputFormat.CsvExcel) ? $" {CsvExcelExplained}" : ""),
            HelpName = "FORMAT",
            CustomParser = result => TryParse(result.Tokens[0].Value, out var format)
                ? format
                : Refuse<OutputFormat>(result, $"'{result.Tokens[0].Value}' is no output format here; there are {names}"),
        };
        return option.Offering(formats.Select(format => NameOf(format)));

        bool TryParse(string word, out OutputFormat format)
        {
            format = Array.Find(OtherWords, other => other.Word == word) is { Word: not null } known ? known.Format : formats.FirstOrDefault(one => NameOf(one) == word, (OutputFormat)(-1));
            return formats.Contains(format);
        }
    }

    public static Option<T?> Choice<T>(string name, string helpName, string description, params T[] all)
        where T : struct, Enum
    {
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Array.FindIndex(all, value => NameOf(value) == result.Tokens[0].Value) is >= 0 and var place
                ? all[place]
                : Refuse<T?>(result, $"'{result.Tokens[0].Value}' is none of {string.Join(", ", all.Select(value => NameOf(value)))}"),
        };
        return option.Offering(all.Select(value => NameOf(value)));
    }

    /// <summary>Says which words shells offer for the value, instead of what the library takes from its type.</summary>
    public static Option<T> Offering<T>(this Option<T> option, IEnumerable<string> words)
    {
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. words]);
        return option;
    }

    /// <summary>A whole number from 0 on that there is no usual one for.</summary>
    public static Option<int?> Count(string name, string? alias, string description) => new(name, alias is null ? [] : [alias])
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Number(result, result.Tokens[0], 0, int.MaxValue),
    };

    public static Option<int> Limit(int usual = UsualLimit) => new("--limit", "-l")
    {
        Description = $"Most results; 0 for all. Without it: {Quantity.Number(usual)}. It says so when there are more.",
        HelpName = "N",
        DefaultValueFactory = _ => usual,
        CustomParser = result => Number(result, result.Tokens[0], 0, int.MaxValue),
    };

    public static Option<IReadOnlySet<RRType>?> Types()
    {
        var option = new Option<IReadOnlySet<RRType>?>("--type", "-t")
        {
            Description = "Only these types: a list like A,AAAA or TYPE65280, ANY for all, ANY-DNSSEC for DNSSEC's.",
            HelpName = "TYPE,...",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = ParseTypes,
        };
        var types = RDataTypes.All.Where(type => !RDataTypes.IsMeta(type)).Select(RDataTypes.Mnemonic);
        return option.Offering(["ANY", "ANY-DNSSEC", .. types]);
    }

    public static Option<byte[]?> Bailiwick() => new("--bailiwick", "-b")
    {
        Description = "Only RRsets of the zone with this apex.",
        HelpName = "NAME",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => Name(result),
    };

    /// <param name="clock">What relative times count back from.</param>
    public static Option<long?> Time(string name, string? alias, string description, TimeProvider clock) => new(name, alias is null ? [] : [alias])
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result => TimeArgument.TryParse(result.Tokens[0].Value, clock.GetUtcNow(), out var seconds)
            ? seconds
            : Refuse<long?>(result, $"'{result.Tokens[0].Value}' is no time; write {TimeArgument.Forms}"),
    };

    /// <summary>A second or more: a number of seconds, or with units.</summary>
    public static Option<TimeSpan> Duration(string name, string description, TimeSpan usual) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        DefaultValueFactory = _ => usual,
        CustomParser = result => (long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || TimeArgument.TryParseDuration(result.Tokens[0].Value, out seconds)) && seconds is >= 1 and <= LongestDuration
            ? TimeSpan.FromSeconds(seconds)
            : Refuse<TimeSpan>(result, $"'{result.Tokens[0].Value}' is no duration from a second to a year; write 90, 90s, 15m, 1h or 1d12h"),
    };

    public static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description };

    public static Option<Vantage?> VantageOption() => Choice(
        "--vantage", "VANTAGE",
        "Only what was seen between resolver and authorities (authoritative), or between clients and resolver (recursive).",
        Vantage.Authoritative, Vantage.Recursive);

    public static Option<bool> Quarantine() => Flag(
        "--quarantine", "Only what servers said unasked of names that lie in no zone of theirs: poison, or a mistake.");

    /// <summary>What <c>--all</c> and <c>--quarantine</c> come to.</summary>
    public static StatusFilter Statuses(bool all, bool quarantine)
    {
        if (all && quarantine) throw new UsageException("--all and --quarantine exclude each other.");
        return all ? StatusFilter.All : quarantine ? StatusFilter.Quarantined : StatusFilter.Default;
    }

    public static Option<bool> Negative() => Flag("--negative", "Negative answers instead of RRsets: NXDOMAIN, NODATA, SERVFAIL, REFUSED.");

    /// <summary>What <c>--negative</c> comes to.</summary>
    public static AnswerKinds Kinds(bool negative) => negative ? AnswerKinds.Negative : AnswerKinds.RRsets;

    /// <exception cref="UsageException">The format has no place for negative answers.</exception>
    public static void CheckNegative(OutputFormat format)
    {
        if (format is not (OutputFormat.Table or OutputFormat.Jsonl))
            throw new UsageException($"The format {NameOf(format)} has no place for negative answers: use --format jsonl.");
    }

    public static Option<Hints?> HintsOption() => new("--hints")
    {
        Description = "The servers of the root, and maybe of top-level domains, where they are others than those that come with the program: "
            + "NS, A and AAAA records as in a zone file. The archive keeps them.",
        HelpName = "FILE",
        CustomParser = result => ReadFile(result, Hints.Read),
    };

    public static Option<PublicSuffixList?> SuffixesOption() => new("--suffixes")
    {
        Description = $"The public suffix list by which pdns domains counts, in place of the one of {PublicSuffixList.ShippedDate} that comes with the program. The archive keeps it.",
        HelpName = "FILE",
        CustomParser = result => ReadFile(result, PublicSuffixList.Read),
    };

    public static Option<bool> FailEmpty() => Flag("--fail-empty", "Exit code 1 when nothing is found.");

    /// <summary>A domain name in wire format, lower case.</summary>
    public static byte[]? Name(ArgumentResult result) => Name(result, result.Tokens[0]);

    /// <inheritdoc cref="Name(ArgumentResult)"/>
    public static byte[]? Name(ArgumentResult result, Token token) =>
        NameArgument.Parse(token.Value, out var reason) ?? Refuse<byte[]?>(result, $"'{token.Value}' is no domain name: {reason}");

    /// <summary>A whole number in a range.</summary>
    public static int Number(ArgumentResult result, Token token, int low, int high) =>
        int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high
            ? number
            : Refuse<int>(result, string.Create(CultureInfo.InvariantCulture, $"'{token.Value}' is no number from {low} to {high}"));

    private static IReadOnlySet<RRType>? ParseTypes(ArgumentResult result) =>
        LookupArgument.TryParseTypes(result.Tokens[0].Value, out var types, out var error) ? types : Refuse<IReadOnlySet<RRType>?>(result, error);

    private static T? ReadFile<T>(ArgumentResult result, Func<string, T> read)
        where T : class
    {
        try
        {
            return read(result.Tokens[0].Value);
        }
        catch (Exception e) when (e is UnreadableFileException or IOException or UnauthorizedAccessException)
        {
            return Refuse<T?>(result, $"{((OptionResult)result.Parent!).Option.Name}: {FileFault.Sentence(e).TrimEnd('.')}");
        }
    }

    private static T Refuse<T>(ArgumentResult result, string error)
    {
        result.AddError(error);
        return default!;
    }

    internal static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
