using PassiveDns.Formats.Capture;
using PassiveDns.Tests.Support;

namespace PassiveDns.Formats.Tests.Capture;

/// <summary>A frame that outlives its reader.</summary>
public sealed record ReadFrame(long Number, long Time, LinkType LinkType, uint OriginalLength, string Octets);

/// <summary>All that a reader gave.</summary>
public sealed record ReadCapture(IReadOnlyList<ReadFrame> Frames, IReadOnlyList<FileDamage> Damage)
{
    public static ReadCapture All(IFrameReader reader)
    {
        using (reader)
        {
            List<ReadFrame> frames = [];
            while (reader.TryRead(out var frame))
                frames.Add(new ReadFrame(frame.Number, frame.TimeNanoseconds, frame.LinkType, frame.OriginalLength, Hex.Text(frame.Octets)));
            return new ReadCapture(frames, reader.Damage);
        }
    }

    public static ReadCapture Pcap(byte[] file) => All(new PcapReader(new MemoryStream(file)));

    public static ReadCapture Pcapng(byte[] file) => All(new PcapngReader(new MemoryStream(file)));

    public static ReadCapture File(byte[] file) => All(CaptureFile.Open(new MemoryStream(file), "test"));

    /// <summary>Frames and damage as text, for comparing two readings.</summary>
    public override string ToString() => string.Join('\n', [.. Frames.Select(frame => frame.ToString()), .. Damage.Select(damage => damage.ToString())]);
}
