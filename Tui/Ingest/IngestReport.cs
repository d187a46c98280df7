using PassiveDns.Formats;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Ingest;

/// <summary>Tells what became of each source, and in total, with sums that add up.</summary>
/// <param name="output">Takes the summaries.</param>
/// <param name="messages">Takes what went wrong.</param>
internal sealed class IngestReport(TextWriter output, Messages messages, bool quiet)
{
    private const int Columns = 80;
    private const string Indent = "  ";

    private readonly Accounting _total = new();
    private int _ingested;
    private int _damaged;
    private int _known;
    private int _refused;
    private long _octets;

    /// <summary>A source was read to its end; what was damaged is said too.</summary>
    public void Ingested(SourceRecord source)
    {
        _ingested++;
        if (source.Damage.Count > 0) _damaged++;
        _octets += source.Octets;
        _total.Add(source.Accounting);
        foreach (var damage in source.Damage)
            messages.Write($"{source.Path}, octet {damage.Offset}: {damage.Reason}. What could be read is kept.");
        if (quiet) return;
        Head(source);
        Account(source.Accounting);
        if (source.IsOneSided) Say($"{Indent}holds no queries: a one-sided capture, its unsolicited responses are shown by default");
    }

    /// <param name="known">The source that is the same; null when its run is damaged.</param>
    public void AlreadyKnown(string path, SourceRecord? known)
    {
        _known++;
        if (quiet) return;
        if (known is null) Say($"{path}: already in the archive, in a run that is damaged");
        else if (known.IsRollup) Say($"{path}: already in the archive, as part of {known.Path}");
        else if (known.Path == path) Say($"{path}: already in the archive, ingested {UtcText.Seconds(known.FinishedMilliseconds)}");
        else Say($"{path}: already in the archive (same SHA-256 as {known.Path}, ingested {UtcText.Seconds(known.FinishedMilliseconds)})");
    }

    /// <param name="sentence">Why the source cannot be read.</param>
    public void Refused(string path, string sentence)
    {
        _refused++;
        if (sentence.StartsWith(path, StringComparison.Ordinal)) messages.Write($"{sentence}");
        else messages.Write($"{path}: {sentence}");
    }

    /// <summary>What became of the sources so far, in a clause.</summary>
    public string Summary => Sources(Part(_damaged, "of them damaged"));

    /// <summary>The sums over all sources.</summary>
    /// <param name="archive">The archive as it is now, in one clause.</param>
    public void Total(TimeSpan elapsed, string archive)
    {
        if (quiet) return;
        Say($"total  {Sources("")}");
        if (_ingested > 0) AccountForTotal(elapsed);
        Say($"{archive}");
    }

    private void AccountForTotal(TimeSpan elapsed)
    {
        var seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        if (_ingested > 1) Account(_total);
        var (packetsPerSecond, megabytesPerSecond) = (_total.FramesRead / seconds, _octets / seconds / 1e6);
        var done = $"{Quantity.Octets(_octets)} in {Quantity.Duration(elapsed)}";
        Say($"{Indent}{done}: {packetsPerSecond:N0} packets/s, {megabytesPerSecond:0.0} MB/s");
    }

    /// <summary>A line of the summary; values in it are sanitised.</summary>
    public void Say(ref TerminalText.Message message)
    {
        messages.ClearStatus();
        output.WriteLine(TerminalText.Line(ref message));
        output.Flush();
    }

    private string Sources(string damaged) => $"{Quantity.Count(_ingested, "source")} ingested{damaged}{Part(_known, "already known")}{Part(_refused, "refused")}";

    private static string Part(int number, string text) => number == 0 ? "" : $", {Quantity.Number(number)} {text}";

    /// <summary>The path and what lies there; on two lines where one would break.</summary>
    private void Head(SourceRecord source)
    {
        var what = $"{source.Format}, {Quantity.Octets(source.Octets)}{Span(source)}";
        if (TerminalText.Columns(TerminalText.Sanitise(source.Path)) + Indent.Length + what.Length <= Columns)
        {
            Say($"{source.Path}{Indent}{what}");
            return;
        }

        Say($"{source.Path}");
        Say($"{Indent}{what}");
    }

    private static string Span(SourceRecord source) =>
        source is { FirstPacketMilliseconds: { } first, LastPacketMilliseconds: { } last }
            ? $", {UtcText.Seconds(first)} .. {UtcText.Seconds(last)}"
            : "";

    private void Account(Accounting accounting)
    {
        foreach (var line in AccountingText.Lines(accounting, Columns - Indent.Length)) Say($"{Indent}{line}");
        var observations = accounting[AnalysisFact.Observations];
        if (observations > 0) Say($"{Indent}{Quantity.Count(observations, "observation")} of RRsets");
    }
}
