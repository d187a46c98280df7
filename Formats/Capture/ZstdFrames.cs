using ZstdSharp;
using ZstdSharp.Unsafe;

namespace PassiveDns.Formats.Capture;

/// <summary>The content of a zstd file, all its frames; skippable ones are passed over (RFC 8878 section 3.1).</summary>
internal sealed class ZstdFrames : ForwardStream
{
    private const int MaxWindowLog = 27; // 128 MiB, what zstd itself takes unasked
    private const int InputLength = 512;

    private readonly DecompressionStream _frames;
    private bool _ended;

    /// <param name="source">Stays open when the stream is disposed.</param>
    public ZstdFrames(CaptureBuffer source)
    {
        _frames = new DecompressionStream(new CompressedOctets(source), InputLength, checkEndOfStream: true, leaveOpen: false);
        _frames.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaxWindowLog);
    }

    /// <exception cref="InvalidDataException">The octets are damaged, cut, or followed by something else; all content before was given.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty) return 0;
        try
        {
            return _frames.Read(buffer);
        }
        catch (EndOfStreamException cause)
        {
            throw Damaged("the zstd data is cut", cause);
        }
        catch (ZstdException cause)
        {
            throw Damaged("the zstd data is damaged", cause);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _frames.Dispose();
        base.Dispose(disposing);
    }

    private InvalidDataException Damaged(string reason, Exception cause)
    {
        _ended = true;
        return new InvalidDataException(reason, cause);
    }
}
