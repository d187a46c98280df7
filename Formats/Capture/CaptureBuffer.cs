using System.Buffers;
using System.Diagnostics;

namespace PassiveDns.Formats.Capture;

/// <summary>A window that moves over a stream: filled by large reads, looked at in place.</summary>
/// <remarks>
/// Spans into it are valid until the next call that may fill it. It grows as octets arrive, never because a length field says so.
/// An <see cref="InvalidDataException"/> of the stream is damage of the evidence: it ends the octets and is kept as <see cref="Fault"/>.
/// I/O errors go through to the caller.
/// </remarks>
internal sealed class CaptureBuffer : IDisposable
{
    private const int DefaultLength = 1 << 20;

    private readonly Stream _stream;
    private byte[] _octets;
    private int _start;
    private int _end;
    private bool _streamEnded;

    /// <param name="stream">Stays open when the buffer is disposed.</param>
    /// <param name="length">Octets held at first.</param>
    public CaptureBuffer(Stream stream, int length = DefaultLength)
    {
        _stream = stream;
        _octets = ArrayPool<byte>.Shared.Rent(length);
    }

    /// <summary>Octets of the stream before the first unread one.</summary>
    public long Offset { get; private set; }

    /// <summary>Why the stream's content ended too early; null when nothing is wrong.</summary>
    public string? Fault { get; private set; }

    /// <summary>The stream has given its last octet, and no damage of it was the reason.</summary>
    public bool IsAtCleanEnd => _streamEnded && Fault is null;

    /// <summary>What is in memory and was not skipped yet.</summary>
    public ReadOnlySpan<byte> Unread => _octets.AsSpan(_start, _end - _start);

    /// <summary>
    /// Sees to it that <see cref="Unread"/> has at least <paramref name="count"/> octets; false when the stream ends before.
    /// </summary>
    public bool Holds(int count) => count <= _end - _start || Fill(count);

    /// <summary>
    /// Marks the next <paramref name="count"/> octets of <see cref="Unread"/> as read; they stay where they are until the next fill.
    /// </summary>
    public void Skip(int count)
    {
        Debug.Assert(count <= _end - _start);
        _start += count;
        Offset += count;
    }

    /// <summary>Passes over octets up to a place; false when the stream ends before it, or it was passed already.</summary>
    /// <exception cref="OperationCanceledException"/>
    public bool TrySkipTo(long offset, CancellationToken cancellation)
    {
        while (Offset < offset && Holds(1))
        {
            cancellation.ThrowIfCancellationRequested();
            Skip((int)Math.Min(Unread.Length, offset - Offset));
        }

        return Offset == offset;
    }

    /// <summary>Says why <see cref="Holds"/> was false; null when the stream ended, undamaged, just here.</summary>
    /// <param name="what">The record or block that was expected.</param>
    /// <param name="count">Octets that it needs.</param>
    public string? DescribeEnd(string what, int count)
    {
        if (Fault is not null) return Fault;
        return _start == _end ? null : $"expected {what} of {count:N0} octets, found the end of the file after {_end - _start:N0}";
    }

    public void Dispose()
    {
        if (_octets.Length > 0) ArrayPool<byte>.Shared.Return(_octets);
        _octets = [];
        _start = _end = 0;
        _streamEnded = true;
    }

    private bool Fill(int count)
    {
        if (_streamEnded) return false;
        MoveToFront();
        while (_end < count && !_streamEnded)
        {
            if (_end == _octets.Length) Grow();
            ReadMore();
        }

        return _end >= count;
    }

    private void MoveToFront()
    {
        Unread.CopyTo(_octets);
        _end -= _start;
        _start = 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * _octets.Length);
        Unread.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_octets);
        _octets = larger;
    }

    private void ReadMore()
    {
        try
        {
            var count = _stream.Read(_octets.AsSpan(_end));
            _end += count;
            _streamEnded = count == 0;
        }
        catch (InvalidDataException damage)
        {
            Fault = damage.Message;
            _streamEnded = true;
        }
    }
}
