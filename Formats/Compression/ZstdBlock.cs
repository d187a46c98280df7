using ZstdSharp;

namespace PassiveDns.Formats.Compression;

/// <summary>Compresses and expands single blocks of octets with Zstandard (RFC 8878), one frame each.</summary>
/// <remarks>An object holds one codec of each direction and serves one thread at a time.</remarks>
public sealed class ZstdBlock : IDisposable
{
    // Level 3 saves 1 octet in 100 on the blocks of a run and takes half as long again.
    private const int Level = 1;

    private Compressor? _compressor;
    private Decompressor? _decompressor;

    /// <summary>Most octets that <see cref="Compress"/> writes for a block of this length.</summary>
    public static int CompressBound(int length) => Compressor.GetCompressBound(length);

    /// <param name="frame">Room for <see cref="CompressBound"/> octets.</param>
    /// <returns>Octets written.</returns>
    public int Compress(ReadOnlySpan<byte> block, Span<byte> frame)
    {
        _compressor ??= new Compressor(Level);
        return _compressor.Wrap(block, frame);
    }

    /// <summary>Expands a frame that must fill <paramref name="block"/> exactly; it never writes beyond it.</summary>
    /// <returns>False for octets that are no such frame; the block's content is then unspecified.</returns>
    public bool TryExpand(ReadOnlySpan<byte> frame, Span<byte> block)
    {
        _decompressor ??= new Decompressor();
        try
        {
            return _decompressor.Unwrap(frame, block) == block.Length;
        }
        catch (ZstdException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _compressor?.Dispose();
        _decompressor?.Dispose();
    }
}
