using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Presentation;

/// <summary>Everything about one RRset or negative answer: records, TTL, window, and the sources that prove it.</summary>
public static class DetailText
{
    private const int PartsShown = 20; // of a rollup

    /// <param name="sources">What the sightings' source numbers refer to.</param>
    /// <param name="width">Columns there are; lines may be longer and are cut by the caller.</param>
    /// <param name="bailiwick">Lines that tell why the RRset is in its bailiwick; null for none.</param>
    /// <param name="proof">More lines about a sighting, to stand behind it; null for none.</param>
    public static IReadOnlyList<string> Lines(
        RRset set, IReadOnlyList<SourceRecord> sources, int width, IEnumerable<string>? bailiwick = null, Func<Sighting, IEnumerable<string>>? proof = null)
    {
        var lines = new List<string> { Heading(set) };
        var rest = set.RDataSet;
        while (RRsetKey.TryReadRData(ref rest, out var rdata)) lines.AddRange(Wrap(RDataFormat.ToText(set.Type, rdata), width));
        lines.Add(Window(set.Window));
        if (bailiwick is not null) lines.AddRange(bailiwick);
        foreach (var sighting in set.Sightings)
        {
            lines.AddRange(Sighting(sighting, sources[sighting.Source], width));
            if (proof is not null) lines.AddRange(proof(sighting));
        }

        return lines;
    }

    private static string Heading(RRset set)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        var owner = DomainNameFormat.ToText(name[..set.ReadOwner(name)]);
        if (set.Negative is not null) return $"{owner} {RDataTypes.Mnemonic(set.Type)}   {NegativeText.Of(set)}";
        var bailiwick = set.ReadBailiwick(name) is var length and > 0 ? DomainNameFormat.ToText(name[..length]) : "not verified";
        var ttl = set.TtlMin == set.TtlMax ? $"TTL {set.TtlMin} s" : $"TTL {set.TtlMin} to {set.TtlMax} s";
        return $"{owner} {RDataTypes.Mnemonic(set.Type)}   {ttl}   bailiwick {bailiwick}";
    }

    private static string Window(TimeWindow window) =>
        $"seen {Quantity.Count(window.Count, "time")}, {UtcText.Seconds(window.FirstMilliseconds)} to {UtcText.Seconds(window.LastMilliseconds)}";

    /// <summary>Where the proof is: the frame, the file's name and hash first, since they are what is asked for.</summary>
    private static IEnumerable<string> Sighting(Sighting sighting, SourceRecord source, int width)
    {
        var status = sighting.Status == SightingStatus.Matched ? "" : $", {StatusText.Of(sighting.Status)}";
        var vantage = sighting.Vantage == Vantage.Unknown ? "" : $", {StatusText.Of(sighting.Vantage)}";
        var server = sighting.Server.IsNone ? "" : $", from {ServerText.Of(sighting.Server)}";
        var window = sighting.Window;
        var place = source.IsRollup
            ? TerminalText.Sanitise(source.Path)
            : $"frame {Quantity.Number(sighting.FirstFrame)} of {TerminalText.Sanitise(Path.GetFileName(source.Path))}";
        yield return $"  {place}, {Quantity.Count(window.Count, "time")}{vantage}{server}{status}";
        yield return $"    SHA-256 {source.Sha256}";
        foreach (var line in TimesAndPath(window, source.Path, width)) yield return line;
        foreach (var part in source.Parts.Take(PartsShown)) yield return $"    in one of: {part.Sha256}  {TerminalText.Sanitise(part.Path)}";
        if (source.Parts.Count > PartsShown)
            yield return $"    or of {Quantity.Number(source.Parts.Count - PartsShown)} more: pdns sources --format jsonl";
    }

    /// <summary>On one line where they fit; else the path, which may be longer than a line, on those that follow.</summary>
    private static IEnumerable<string> TimesAndPath(TimeWindow window, string sourcePath, int width)
    {
        var times = $"    {UtcText.Seconds(window.FirstMilliseconds)} to {UtcText.Seconds(window.LastMilliseconds)}";
        var path = TerminalText.Sanitise(sourcePath);
        if (times.Length + 2 + TerminalText.Columns(path) <= width)
        {
            yield return $"{times}  {path}";
            yield break;
        }

        yield return times;
        while (path.Length > 0)
        {
            var piece = TerminalText.Start(path, Math.Max(10, width - 4));
            yield return $"    {piece}";
            path = path[piece.Length..];
        }
    }

    /// <summary>Long rdata (keys, signatures, TXT) over several lines, so that all of it can be read.</summary>
    private static IEnumerable<string> Wrap(string text, int width)
    {
        var room = Math.Max(10, width - 4);
        for (var at = 0; at < text.Length; at += room) yield return string.Concat(at == 0 ? "  " : "    ", text.AsSpan(at, Math.Min(room, text.Length - at)));
        if (text.Length == 0) yield return "  (empty)";
    }
}
