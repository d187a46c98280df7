namespace PassiveDns.Formats.Capture;

/// <summary>Reads the frames of one capture in order, forward only.</summary>
/// <remarks>Damage inside a file is normal evidence: reading goes on behind it where that is safe, and <see cref="Damage"/> says where and why.</remarks>
public interface IFrameReader : IDisposable
{
    /// <summary>Gives the next frame; false at the end, be it clean or damaged.</summary>
    bool TryRead(out CaptureFrame frame);

    /// <summary>What could not be read, in file order; empty after a clean end.</summary>
    IReadOnlyList<FileDamage> Damage { get; }
}

/// <summary>A part of a file that could not be read. Where reading goes on behind it, the reason says how many octets were passed over.</summary>
/// <param name="Offset">Start of the first record or block that could not be read, in octets of the uncompressed capture.</param>
/// <param name="Reason">Expected and found, in one clause for the user.</param>
public readonly record struct FileDamage(long Offset, string Reason);
