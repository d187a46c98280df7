using System.Buffers;
using System.Text;
using PassiveDns.Analyzer.Evidence;
using PassiveDns.Formats;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Ingest;
using PassiveDns.Tui.Presentation;

namespace PassiveDns.Tui.Evidence;

/// <summary>An original that was read again and is what was ingested.</summary>
/// <param name="Path">Where it is now.</param>
/// <param name="Packets">Numbers of the frames that are evidence, ascending.</param>
internal sealed record ReadOriginal(SourceRecord Source, string Path, IReadOnlyList<long> Packets);

/// <summary>What proves RRsets, found again in the captures they came from, as long as those are what was ingested.</summary>
/// <param name="folders">Where to look for originals that are not where they were.</param>
internal sealed class OriginalReading(EvidenceParts parts, IReadOnlyList<string> folders, CommandContext context)
{
    private const string Indent = "      ";

    private readonly OriginalSearch _search = new(folders);
    private readonly Dictionary<int, EvidenceFinder> _found = []; // by source
    private readonly List<ReadOriginal> _originals = [];

    /// <summary>What was looked for.</summary>
    public EvidenceParts Parts => parts;

    /// <summary>An original that is gone, changed or damaged makes it worse.</summary>
    public ExitCode Outcome { get; private set; }

    /// <summary>The originals that were found, in the order of the archive's sources.</summary>
    public IReadOnlyList<ReadOriginal> Originals => _originals;

    /// <summary>Reads each source once, as far as needed and then to its end for the SHA-256.</summary>
    public void Read(IReadOnlyList<RRset> sets, IReadOnlyList<SourceRecord> sources)
    {
        var bySource = sets.SelectMany(set => set.Sightings.Select(sighting => (Set: set, Sighting: sighting)))
            .GroupBy(wanted => wanted.Sighting.Source);
        foreach (var wanted in bySource.OrderBy(group => group.Key)) Read(wanted.Key, sources[wanted.Key], [.. wanted]);
    }

    /// <summary>More about a sighting: the frames, and the messages of the first of them, as lines of text.</summary>
    /// <param name="width">Columns that a line may take.</param>
    public IEnumerable<string> Proof(RRset set, Sighting sighting, int width)
    {
        if (!_found.TryGetValue(sighting.Source, out var found)) return [];
        var lines = new List<string>();
        if (parts.HasFlag(EvidenceParts.Frames))
        {
            lines.AddRange(FrameNumberText.Lines(found.FramesOf(set, sighting), sighting.Window.Count, width));
            lines.AddRange(ConflictText.Lines(found.ConflictsOf(set, sighting), width));
        }

        foreach (var message in found.MessagesOf(sighting.FirstFrame)) lines.AddRange(MessageLines(message));
        return lines;
    }

    /// <summary>What was found again in a source; null where its original is not there any more, or was not read.</summary>
    public EvidenceFinder? Found(int source) => _found.GetValueOrDefault(source);

    private static IEnumerable<string> MessageLines(byte[] message)
    {
        var text = new ArrayBufferWriter<byte>();
        DnsMessageText.Write(message, text);
        var lines = Encoding.ASCII.GetString(text.WrittenSpan).TrimEnd('\n').Split('\n');
        return lines.Select(line => line.Length == 0 ? "" : Indent + line);
    }

    private void Read(int number, SourceRecord source, IReadOnlyCollection<(RRset Set, Sighting Sighting)> wanted)
    {
        if (source.IsRollup)
        {
            Outcome = ExitCode.DamagedInput;
            context.Messages.Write($"{source.Path}: which source and frame prove it is not known any more. Its {LeftOut} left out.");
            return;
        }

        string? fault = null; // of the file at its old path
        foreach (var path in _search.Candidates(source))
        {
            if (TryRead(source, path, wanted, out var reason) is not { } found)
            {
                if (path == source.Path) fault = reason;
                continue;
            }

            if (path != source.Path) context.Messages.Write($"{source.Path}: read from {path}, which has the same SHA-256");
            _found.Add(number, found);
            _originals.Add(new ReadOriginal(source, path, found.Packets()));
            return;
        }

        Outcome = ExitCode.DamagedInput;
        var remedy = folders.Count == 0 ? "If it is elsewhere, --originals DIR finds it." : "No file below the folders of --originals has that.";
        fault ??= OriginalSearch.WhyNotAtItsPath(source);
        context.Messages.Write($"{source.Path}: {fault}. Its {LeftOut} left out; its SHA-256 was {source.Sha256}. {remedy}");
    }

    private string LeftOut => parts switch
    {
        EvidenceParts.Messages => "messages are",
        EvidenceParts.Frames => "frames are",
        EvidenceParts.Packets => "packets are",
        _ => "part of the evidence is",
    };

    /// <param name="fault">Why it could not be read to its end, as one clause; null where it is another file.</param>
    private EvidenceFinder? TryRead(
        SourceRecord source, string path, IReadOnlyCollection<(RRset Set, Sighting Sighting)> wanted, out string? fault)
    {
        fault = null;
        try
        {
            using var stream = SourceStream.OpenFile(path);
            using var capture = CaptureFile.Open(stream, path);
            var found = EvidenceFinder.Find(capture, wanted, parts, IngestRequest.AnalysisOf(source.Options), context.Interruption);
            return stream.Finish() == source.Sha256 ? found : null;
        }
        catch (UnreadableFileException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = $"it cannot be read: {FileFault.Reason(e) ?? e.Message.TrimEnd('.')}";
            return null;
        }
    }
}
