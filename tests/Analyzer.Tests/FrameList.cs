using PassiveDns.Formats.Capture;

namespace PassiveDns.Analyzer.Tests;

/// <summary>A capture in memory: Ethernet frames, a millisecond apart.</summary>
internal sealed class FrameList(IReadOnlyList<byte[]> frames) : IFrameReader
{
    private int _next;

    public IReadOnlyList<FileDamage> Damage => [];

    public bool TryRead(out CaptureFrame frame)
    {
        frame = default;
        if (_next == frames.Count) return false;
        var octets = frames[_next++];
        frame = new CaptureFrame
        {
            Number = _next,
            TimeNanoseconds = _next * 1_000_000L,
            LinkType = LinkType.Ethernet,
            OriginalLength = (uint)octets.Length,
            Octets = octets,
        };
        return true;
    }

    public void Dispose()
    {
    }
}
