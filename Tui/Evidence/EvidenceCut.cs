using System.Globalization;
using PassiveDns.Formats;
using PassiveDns.Formats.Capture;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Evidence;

/// <summary>The packets that are evidence, cut out of the originals into a new pcapng.</summary>
/// <remarks>
/// It is written beside its destination under another name, and gets its own when every original was seen to be what was ingested. Sources
/// come in the order of the archive, frames in the order of their source; each source has an interface for each of its link types and snap
/// lengths, whose comment names it.
/// </remarks>
internal sealed class EvidenceCut(string destination, CommandContext context)
{
    public const string StandardOutput = "-";


    // The earliest whole second that a time in nanoseconds can have: interfaces of frames before 1970 count from here.
    private const long EarliestSeconds = -9_223_372_036;
    private const long EarliestNanoseconds = EarliestSeconds * 1_000_000_000;

    private readonly List<ReadOriginal> _written = [];
    private long _packets;

    /// <summary>An original that has changed meanwhile makes it worse.</summary>
    public ExitCode Outcome { get; private set; }

    /// <summary>Refuses a destination before anything is read.</summary>
    /// <exception cref="UsageException">It is standard output, and that is a terminal.</exception>
    /// <exception cref="IOException">There is such a file, or an original has that path.</exception>
    public static void Check(string destination, IEnumerable<string> originals, CommandContext context)
    {
        if (destination == StandardOutput)
        {
            if (context.OutputColumns is not null) throw new UsageException("packets are not for a terminal; name a file, or send standard output into one");
            return;
        }

        var path = Path.GetFullPath(destination);
        if (originals.Any(original => Path.GetFullPath(original) == path))
            throw new IOException($"{destination}: that is the path of an original, and originals are never written");
        if (Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
            throw new IOException($"{destination}: a file of that name exists already, and evidence overwrites nothing");
    }

    /// <summary>Writes the packets of the originals, and says what was written.</summary>
    /// <exception cref="IOException">The destination cannot be written.</exception>
    public void Write(IReadOnlyList<ReadOriginal> originals)
    {
        var part = destination == StandardOutput
            ? Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())
            : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(destination))!, $".pdns-{Path.GetRandomFileName()}.part");
        try
        {
            using (var file = CreateNew(part))
            {
                WriteAll(originals, file);
                if (_written.Count > 0 && destination == StandardOutput) Copy(file);
            }

            if (_written.Count > 0 && destination != StandardOutput) File.Move(part, destination, overwrite: false);
        }
        catch (Exception e) when (IsOf(part, e))
        {
            throw new IOException($"{destination}: {FileFault.Reason(e) ?? "it cannot be written"}", e);
        }
        finally
        {
            File.Delete(part);
        }

        Report();
    }

    /// <summary>The user knows the file by the name it would have got.</summary>
    private static bool IsOf(string part, Exception e) =>
        (e is IOException or UnauthorizedAccessException) && e.Message.Contains(part, StringComparison.Ordinal);

    private static WrittenFile CreateNew(string path) => new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);

    private void Copy(FileStream file)
    {
        file.Position = 0;
        file.CopyTo(context.Output);
        context.Output.Flush();
    }

    /// <summary>Where an original turns out to have changed since it was read, everything is written again without it.</summary>
    private void WriteAll(IReadOnlyList<ReadOriginal> originals, FileStream file)
    {
        var left = originals.Where(original => original.Packets.Count > 0).ToList();
        while (WriteOnce(left, file) is { } changed)
        {
            context.Messages.Write($"{changed.Path}: the file has changed while it was read. Its packets are left out; its SHA-256 was {changed.Source.Sha256}.");
            Outcome = ExitCode.DamagedInput;
            left.Remove(changed);
        }

        file.Flush(flushToDisk: true);
    }

    /// <returns>An original that is not what it was; null when all are.</returns>
    private ReadOriginal? WriteOnce(IReadOnlyList<ReadOriginal> originals, FileStream file)
    {
        file.SetLength(0);
        _written.Clear();
        _packets = 0;
        var writer = new PcapngWriter(file, $"pdns {ToolVersion.Text}");
        foreach (var original in originals)
        {
            if (!TryWrite(original, writer)) return original;
            _written.Add(original);
        }

        return null;
    }

    private bool TryWrite(ReadOriginal original, PcapngWriter writer)
    {
        var interfaces = new Dictionary<(LinkType, uint, bool), int>();
        using var source = OpenAgain(original.Path);
        if (source is null) return false;
        try
        {
            using var capture = CaptureFile.Open(source, original.Path);
            for (var next = 0; next < original.Packets.Count && capture.TryRead(out var frame);)
            {
                context.Interruption.ThrowIfCancellationRequested();
                if (frame.Number != original.Packets[next]) continue;
                Write(original, frame, interfaces, writer);
                next++;
            }

            return source.Finish() == original.Source.Sha256;
        }
        catch (UnreadableFileException)
        {
            return false;
        }
    }

    /// <summary>Null when it cannot be opened any more.</summary>
    private static SourceStream? OpenAgain(string path)
    {
        try
        {
            return SourceStream.OpenFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Write(ReadOriginal original, in CaptureFrame frame, Dictionary<(LinkType, uint, bool), int> interfaces, PcapngWriter writer)
    {
        var snapLength = frame.Octets.Length <= frame.SnapLength ? frame.SnapLength : 0; // one that lies would have readers cut the frame
        var kind = (frame.LinkType, snapLength, frame.TimeNanoseconds < 0);
        if (!interfaces.TryGetValue(kind, out var number))
        {
            number = writer.AddInterface(new PcapngInterfaceDescription
            {
                LinkType = frame.LinkType,
                SnapLength = snapLength,
                TimeOffsetSeconds = frame.TimeNanoseconds < 0 ? EarliestSeconds : 0,
                Comment = Describe(original),
            });
            interfaces.Add(kind, number);
        }

        writer.Write(number, Dated(frame), string.Create(CultureInfo.InvariantCulture, $"frame {frame.Number} of {NameOf(original)}"));
        _packets++;
    }

    /// <summary>A time that was too early for its reader, which gave the earliest there is, is given as the earliest that can be written.</summary>
    private static CaptureFrame Dated(in CaptureFrame frame) => frame.TimeNanoseconds >= EarliestNanoseconds ? frame : new CaptureFrame
    {
        Number = frame.Number,
        TimeNanoseconds = EarliestNanoseconds,
        LinkType = frame.LinkType,
        SnapLength = frame.SnapLength,
        OriginalLength = frame.OriginalLength,
        Octets = frame.Octets,
    };

    private static string Describe(ReadOriginal original)
    {
        var options = original.Source.Options.Length > 0 ? $", ingested with {original.Source.Options}" : "";
        return $"{TerminalText.Sanitise(original.Path)}, SHA-256 {original.Source.Sha256}{options}";
    }

    private static string NameOf(ReadOriginal original) => TerminalText.Sanitise(Path.GetFileName(original.Path));

    private void Report()
    {
        var place = destination == StandardOutput ? "standard output" : destination;
        if (_written.Count == 0) context.Messages.Write($"{place}: not written, since there are no packets for it");
        else
        {
            context.Messages.Write($"{Quantity.Count(_packets, "packet")} of {Quantity.Count(_written.Count, "source")} written to {place}. "
                + $"They are the evidence itself, and so hold addresses of clients.");
        }
    }
}
