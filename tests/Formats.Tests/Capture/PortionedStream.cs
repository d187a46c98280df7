using PassiveDns.Formats.Capture;

namespace PassiveDns.Formats.Tests.Capture;

/// <summary>Gives at most so many octets at a time, as a pipe may, and then fails where it is told to.</summary>
internal sealed class PortionedStream(byte[] octets, int portion, Exception? failure = null) : ForwardStream
{
    private int _position;

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(portion, buffer.Length), octets.Length - _position);
        if (count == 0 && failure is not null) throw failure;
        octets.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
