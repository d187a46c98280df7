using System.Buffers;

namespace PassiveDns.Formats.Capture;

/// <summary>A stream of what compressed octets hold, which gives all that can be had before it says what is wrong.</summary>
/// <remarks>
/// <para>
/// xz, bzip2 and lz4 are decoded here because the libraries that were tried lose evidence or do not stand up to hostile files. SharpCompress
/// 0.50: 2.2 GB for an xz file of 218 KB that asks for a dictionary of 1 GiB, its index and footer unchecked, octets lost before damage; for
/// bzip2, as SharpZipLib 1.4, 4.6 MB anew for each stream, be it 14 octets long. K4os 1.3 (lz4): a damaged block is lost whole, up to 4 MiB.
/// </para>
/// Who derives from it writes content into <see cref="Window"/> from <see cref="Written"/> on and calls <see cref="Fail"/> at the first
/// octet that cannot be true. The window is given to the pool again at the end.
/// </remarks>
/// <param name="source">Stays open when the stream is disposed.</param>
/// <param name="name">Of the compression, for messages.</param>
internal abstract class Decompressor(CaptureBuffer source, string name) : ForwardStream
{
    private int _taken;
    private string? _fault;
    private bool _ended;

    protected CaptureBuffer Source { get; } = source;

    /// <summary>Content, some of it given already.</summary>
    protected byte[] Window { get; set; } = [];

    /// <summary>Where the next octet of content goes. All before it was given whenever <see cref="Decode"/> is called.</summary>
    protected int Written { get; set; }

    /// <exception cref="InvalidDataException">The octets are damaged, cut, or followed by something else; all content before was
    /// given.</exception>
    public sealed override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (_taken == Written)
        {
            if (_ended) return 0;
            if (_fault is not null)
            {
                _ended = true;
                throw new InvalidDataException(_fault);
            }

            _ended = !Decode() && _fault is null;
        }

        var count = Math.Min(buffer.Length, Written - _taken);
        Window.AsSpan(_taken, count).CopyTo(buffer);
        _taken += count;
        return count;
    }

    /// <summary>Writes more content; false at the end and after a fault.</summary>
    protected abstract bool Decode();

    /// <summary>Goes on writing at another place, when all before was given.</summary>
    protected void WriteFrom(int position) => Written = _taken = position;

    /// <summary>Notes what is wrong; false, for the caller to give back. The first fault stays.</summary>
    /// <param name="what">"is cut", or "is damaged (why)".</param>
    protected bool Fail(string what)
    {
        _fault ??= $"the {name} data {what}";
        return false;
    }

    protected bool FailDamaged(string why) => Fail($"is damaged ({why})");

    protected override void Dispose(bool disposing)
    {
        if (disposing && Window.Length > 0) ArrayPool<byte>.Shared.Return(Window);
        Window = [];
        Written = _taken = 0;
        _ended = true;
        base.Dispose(disposing);
    }
}
