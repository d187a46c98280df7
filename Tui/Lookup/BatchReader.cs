using PassiveDns.Formats.Records;
using PassiveDns.Tui.Arguments;

namespace PassiveDns.Tui.Lookup;

/// <summary>Reads dnsdbq's batches: a question on each line, <c>$OPTIONS</c> that hold for those behind, comments.</summary>
/// <param name="scope">As the command line has it: <c>$OPTIONS</c> alone goes back to it.</param>
/// <param name="now">What relative times count back from, on every line.</param>
internal sealed class BatchReader(LookupScope scope, DateTimeOffset now)
{
    private static readonly (string Prefix, Func<string, (RRsetQuery? Query, string Error)> Parse)[] Forms =
    [
        ("rrset/name/", text => (LookupArgument.TryParseName(text, inRData: false, out var query, out var error) ? query : null, error)),
        ("rrset/raw/", text => (LookupArgument.TryParseRaw(text, inRData: false, out var query, out var error) ? query : null, error)),
        ("rdata/name/", text => (LookupArgument.TryParseName(text, inRData: true, out var query, out var error) ? query : null, error)),
        ("rdata/raw/", text => (LookupArgument.TryParseRaw(text, inRData: true, out var query, out var error) ? query : null, error)),
        ("rdata/ip/", text => (LookupArgument.TryParseAddress(text, out var query, out var error) ? query : null, error)),
    ];

    private LookupScope? _changed; // by options, for the questions behind them

    private LookupScope Scope => _changed ?? scope;

    /// <summary>What a line asks; null where it asks nothing: a comment, an empty line, options.</summary>
    public LookupStep? Read(string line)
    {
        line = line.Trim();
        if (line.Length == 0 || line[0] == '#') return null;
        if (line.StartsWith("$OPTIONS", StringComparison.Ordinal)) return ReadOptions(line);
        foreach (var (prefix, parse) in Forms)
        {
            if (!line.StartsWith(prefix, StringComparison.Ordinal)) continue;
            var (query, error) = parse(line[prefix.Length..]);
            return new LookupStep(line, query is null ? null : new LookupQuestion(line, query), Scope, error);
        }

        return new LookupStep(line, null, Scope, $"'{line}' is no question: write rrset/name/NAME, rdata/name/NAME, rdata/ip/ADDRESS, rrset/raw/HEX or rdata/raw/HEX");
    }

    private LookupStep? ReadOptions(string line)
    {
        var words = line["$OPTIONS".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var (changed, fence) = (scope, scope.Fence);
        for (var at = 0; at < words.Length; at++)
        {
            var value = at + 1 < words.Length ? words[at + 1] : "";
            string? error = null;
            switch (words[at])
            {
                case "-A" when TryTime(value, words, ref at, out var seconds):
                    fence = fence with { AfterMilliseconds = TimeFence.OfSeconds(seconds, null).AfterMilliseconds };
                    break;
                case "-B" when TryTime(value, words, ref at, out var seconds):
                    fence = fence with { BeforeMilliseconds = TimeFence.OfSeconds(null, seconds).BeforeMilliseconds };
                    break;
                case "-c":
                    fence = fence with { Strict = true };
                    break;
                case "-g" or "-G":
                    changed = changed with { IsBySource = words[at] == "-g" };
                    break;
                case "-l" or "-L" when TryNumber(value, ref at, out var number):
                    changed = changed with { Limit = number };
                    break;
                case "-O" when TryNumber(value, ref at, out var number):
                    changed = changed with { Offset = number };
                    break;
                default:
                    error = $"'{words[at]} {value}' is no option of a batch: there are -A TIME, -B TIME, -c, -g, -G, -l N, -L N, -O N";
                    break;
            }

            if (error is not null) return new LookupStep(line, null, Scope, error);
        }

        _changed = changed with { Fence = fence };
        return null;
    }

    /// <summary>A time may have a blank between date and time of day, with quotes round it or without.</summary>
    private bool TryTime(string value, string[] words, ref int at, out long seconds)
    {
        if (at + 2 < words.Length && TimeArgument.TryParse($"{value} {words[at + 2]}".Trim('"', '\''), now, out seconds)) at += 2;
        else if (TimeArgument.TryParse(value.Trim('"', '\''), now, out seconds)) at++;
        else return false;
        return true;
    }

    private static bool TryNumber(string value, ref int at, out int number)
    {
        if (!int.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number)) return false;
        at++;
        return true;
    }
}
