using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PassiveDns.Formats.Capture;

namespace PassiveDns.Analyzer.Capture;

/// <summary>Frames copied out of the system's buffer, to be handed to another thread together. Used again and again.</summary>
internal sealed class FrameChunk
{
    /// <summary>Octets: room for some thousand frames with DNS, and for the longest.</summary>
    public const int Length = 1 << 20;

    private const int Alignment = sizeof(long);

    private readonly byte[] _octets = GC.AllocateUninitializedArray<byte>(Length);
    private int _end;
    private int _next;

    public bool IsEmpty => _end == 0;

    /// <summary>There are frames that have not been read.</summary>
    public bool HasNext => _next < _end;

    /// <summary>Time of the next frame, nanoseconds since the epoch.</summary>
    public long NextNanoseconds => Head(_next).TimeNanoseconds;

    /// <summary>When it was handed on, by <see cref="Environment.TickCount64"/>.</summary>
    public long HandedOnAt { get; set; }

    /// <returns>False when the frame does not fit any more.</returns>
    public bool TryAdd(in CaptureFrame frame)
    {
        var size = SizeOf(frame.Octets.Length);
        if (Length - _end < size) return false;
        Head(_end) = new FrameHead
        {
            TimeNanoseconds = frame.TimeNanoseconds,
            OriginalLength = frame.OriginalLength,
            Length = frame.Octets.Length,
        };
        frame.Octets.CopyTo(_octets.AsSpan(_end + Unsafe.SizeOf<FrameHead>()));
        _end += size;
        return true;
    }

    /// <summary>Gives the next frame; it is valid until the chunk is cleared.</summary>
    public CaptureFrame Read(long number, LinkType linkType, int snapLength)
    {
        ref readonly var head = ref Head(_next);
        var octets = _octets.AsSpan(_next + Unsafe.SizeOf<FrameHead>(), head.Length);
        _next += SizeOf(head.Length);
        return new CaptureFrame
        {
            Number = number,
            TimeNanoseconds = head.TimeNanoseconds,
            LinkType = linkType,
            OriginalLength = head.OriginalLength,
            SnapLength = (uint)snapLength,
            Octets = octets,
        };
    }

    public void Clear() => (_end, _next) = (0, 0);

    private static int SizeOf(int frame) => (Unsafe.SizeOf<FrameHead>() + frame + Alignment - 1) & -Alignment;

    private ref FrameHead Head(int at) => ref MemoryMarshal.AsRef<FrameHead>(_octets.AsSpan(at));

    /// <summary>The frame's octets are behind it.</summary>
    private struct FrameHead
    {
        public long TimeNanoseconds;
        public uint OriginalLength;
        public int Length;
    }
}
