namespace PassiveDns.Formats.Capture;

/// <summary>One frame of a capture: a view that is valid until its reader is asked for the next.</summary>
public readonly ref struct CaptureFrame
{
    /// <summary>Place in the file, from 1, as Wireshark numbers frames.</summary>
    public required long Number { get; init; }

    /// <summary>Nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public required long TimeNanoseconds { get; init; }

    public required LinkType LinkType { get; init; }

    /// <summary>Octets the frame had on the wire; more than <see cref="Octets"/> holds when the capture cut it.</summary>
    public required uint OriginalLength { get; init; }

    /// <summary>Most octets that the capture keeps of a frame, as its file says; 0 for no limit, and where the file does not say.</summary>
    public uint SnapLength { get; init; }

    public required ReadOnlySpan<byte> Octets { get; init; }

    /// <summary>The capture kept fewer octets than the frame had (snap length).</summary>
    public bool IsCut => Octets.Length < OriginalLength;
}
