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
using SortKey = PassiveDns.Tui.Output.SortKey;

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

    /// <summary>dnsdbq's ANY-DNSSEC.</summary>
    private static readonly RRType[] DnssecTypes =
        [RRType.DS, RRType.RRSIG, RRType.NSEC, RRType.DNSKEY, RRType.NSEC3, RRType.NSEC3PARAM, RRType.DLV];

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

    public static Option<OutputFormat> Format(params OutputFormat[] formats)
    {
        var names = string.Join(", ", formats.Select(format => NameOf(format)));
        return new Option<OutputFormat>("--format", "-p")
        {
            Description = $"{names}. Without it: table." + (formats.Contains(OutputFormat.CsvExcel) ? $" {CsvExcelExplained}" : ""),
            HelpName = "FORMAT",
            CustomParser = result => Array.FindIndex(formats, format => NameOf(format) == result.Tokens[0].Value) is >= 0 and var place
                ? formats[place]
                : Refuse<OutputFormat>(result, $"'{result.Tokens[0].Value}' is no output format here; there are {names}"),
        };
    }

    public static Option<int> Limit() => new("--limit", "-l")
    {
        Description = "Most results; 0 for all. Without it: 10,000. It says so when there are more.",
        HelpName = "N",
        DefaultValueFactory = _ => UsualLimit,
        CustomParser = result => Number(result, result.Tokens[0], 0, int.MaxValue),
    };

    public static Option<IReadOnlySet<RRType>?> Types() => new("--type", "-t")
    {
        Description = "Only these types: a list like A,AAAA or TYPE65280, ANY for all, ANY-DNSSEC for DNSSEC's.",
        HelpName = "TYPE,...",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = ParseTypes,
    };

    public static Option<byte[]?> Bailiwick() => new("--bailiwick", "-b")
    {
        Description = "Only RRsets of the zone with this apex.",
        HelpName = "NAME",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => Name(result),
    };

    /// <param name="clock">What relative times count back from.</param>
    public static Option<long?> Time(string name, string alias, string description, TimeProvider clock) => new(name, alias)
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

    public static Option<SortKey[]?> SortKeys() => new("--sort-keys", "-k")
    {
        Description = "Sort by these keys: first, last, duration, count, name, type, data.",
        HelpName = "KEY,...",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = ParseSortKeys,
    };

    public static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description };

    public static Option<Vantage?> VantageOption()
    {
        Vantage[] all = [Vantage.Authoritative, Vantage.Recursive];
        return new("--vantage")
        {
            Description = "Only what was seen between resolver and authorities (authoritative), or between clients and resolver (recursive).",
            HelpName = "VANTAGE",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Array.FindIndex(all, vantage => NameOf(vantage) == result.Tokens[0].Value) is >= 0 and var place
                ? all[place]
                : Refuse<Vantage?>(result, $"'{result.Tokens[0].Value}' is no vantage; there are {string.Join(", ", all.Select(NameOf))}"),
        };
    }

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
        if (format is OutputFormat.Cof or OutputFormat.Csv or OutputFormat.CsvExcel)
            throw new UsageException($"The format {NameOf(format)} has no place for negative answers: use --format jsonl.");
    }

    public static Option<Hints?> HintsOption() => new("--hints")
    {
        Description = "The servers of the root, and maybe of top-level domains, where they are others than those that come with the program: "
            + "NS, A and AAAA records as in a zone file. The archive keeps them.",
        HelpName = "FILE",
        CustomParser = ReadHints,
    };

    public static Option<bool> FailEmpty() => Flag("--fail-empty", "Exit code 1 when nothing is found.");

    /// <summary>A domain name in wire format, lower case.</summary>
    public static byte[]? Name(ArgumentResult result) =>
        NameArgument.Parse(result.Tokens[0].Value, out var reason)
        ?? Refuse<byte[]?>(result, $"'{result.Tokens[0].Value}' is no domain name: {reason}");

    /// <summary>A whole number in a range.</summary>
    public static int Number(ArgumentResult result, Token token, int low, int high) =>
        int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high
            ? number
            : Refuse<int>(result, string.Create(CultureInfo.InvariantCulture, $"'{token.Value}' is no number from {low} to {high}"));

    private static IReadOnlySet<RRType>? ParseTypes(ArgumentResult result)
    {
        var types = new HashSet<RRType>();
        foreach (var text in result.Tokens[0].Value.Split(','))
        {
            if (text.Equals("ANY", StringComparison.OrdinalIgnoreCase)) return null;
            if (text.Equals("ANY-DNSSEC", StringComparison.OrdinalIgnoreCase)) types.UnionWith(DnssecTypes);
            else if (RDataTypes.TryParse(text, out var type)) types.Add(type);
            else return Refuse<IReadOnlySet<RRType>?>(result, $"'{text}' is no record type; write A, AAAA, NS ... or TYPE and its number");
        }

        return types;
    }

    private static SortKey[]? ParseSortKeys(ArgumentResult result)
    {
        var all = Enum.GetValues<SortKey>();
        var keys = new List<SortKey>();
        foreach (var text in result.Tokens[0].Value.Split(','))
        {
            var place = Array.FindIndex(all, key => NameOf(key) == text);
            if (place < 0) return Refuse<SortKey[]?>(result, $"'{text}' is no sort key; there are {string.Join(", ", all.Select(NameOf))}");
            keys.Add(all[place]);
        }

        return [.. keys];
    }

    private static Hints? ReadHints(ArgumentResult result)
    {
        try
        {
            return Hints.Read(result.Tokens[0].Value);
        }
        catch (Exception e) when (e is UnreadableFileException or IOException or UnauthorizedAccessException)
        {
            return Refuse<Hints?>(result, $"--hints: {FileFault.Sentence(e).TrimEnd('.')}");
        }
    }

    private static T Refuse<T>(ArgumentResult result, string error)
    {
        result.AddError(error);
        return default!;
    }

    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
