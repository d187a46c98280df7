using System.Buffers;
using System.Text;
using PassiveDns.Analyzer;
using PassiveDns.Formats;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Ingest;

namespace PassiveDns.Tui.Commands;

/// <summary>The messages that prove RRsets, read again from the captures they came from, as long as those are what was ingested.</summary>
internal sealed class OriginalMessages(CommandContext context)
{
    private const string Indent = "      ";

    private readonly Dictionary<int, ILookup<long, byte[]>> _messages = []; // by source

    /// <summary>An original that is gone, changed or damaged makes it worse.</summary>
    public ExitCode Outcome { get; private set; }

    /// <summary>Reads each source once, up to the last frame that is asked for, and to its end for the SHA-256.</summary>
    public void Read(IReadOnlyList<RRset> sets, IReadOnlyList<SourceRecord> sources)
    {
        var framesBySource = sets.SelectMany(set => set.Sightings).GroupBy(sighting => sighting.Source, sighting => sighting.FirstFrame);
        foreach (var frames in framesBySource.OrderBy(group => group.Key))
        {
            var source = sources[frames.Key];
            if (Find(source, frames.ToHashSet()) is { } messages) _messages[frames.Key] = messages;
            else Outcome = ExitCode.DamagedInput;
        }
    }

    /// <summary>The messages of the frame that first proves a sighting, as lines of text.</summary>
    public IEnumerable<string> Proof(Sighting sighting)
    {
        if (!_messages.TryGetValue(sighting.Source, out var messages)) yield break;
        var text = new ArrayBufferWriter<byte>();
        foreach (var message in messages[sighting.FirstFrame])
        {
            text.ResetWrittenCount();
            DnsMessageText.Write(message, text);
            var lines = Encoding.ASCII.GetString(text.WrittenSpan).TrimEnd('\n').Split('\n');
            foreach (var line in lines) yield return line.Length == 0 ? "" : Indent + line;
        }
    }

    private ILookup<long, byte[]>? Find(SourceRecord source, HashSet<long> frames)
    {
        if (source.IsRollup) return Missing(source, "its frames are not known any more");
        if (source.Path == SourcePath.StandardInput) return Missing(source, "it came through standard input");
        try
        {
            using var stream = SourceStream.OpenFile(source.Path);
            using var capture = CaptureFile.Open(stream, source.Path);
            var messages = MessageFinder.Find(capture, frames, IngestRequest.AnalysisOf(source.Options), context.Interruption);
            return stream.Finish() == source.Sha256 ? messages : Missing(source, "the file has changed since it was ingested");
        }
        catch (UnreadableFileException)
        {
            return Missing(source, "the file has changed since it was ingested");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Missing(source, File.Exists(source.Path) ? "it cannot be read" : "there is no such file any more");
        }
    }

    private ILookup<long, byte[]>? Missing(SourceRecord source, string reason)
    {
        context.Messages.Write($"{source.Path}: {reason}. Its messages are not shown; its SHA-256 was {source.Sha256}.");
        return null;
    }
}
