namespace PassiveDns.Formats;

/// <summary>Reads the lines of a stream into a buffer that is used again, and holds no more of one than it may have.</summary>
/// <param name="longest">Octets that a line may have, its line feed not counted; of a longer one nothing is given.</param>
public sealed class LineReader(Stream stream, int longest)
{
    private const int FirstRoom = 65_536;

    private byte[] _buffer = new byte[Math.Min(FirstRoom, longest) + 1];
    private int _start; // of what is not given out yet
    private int _end;
    private bool _atEnd;

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>That line was longer than it may be, and was passed over.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>That line had no line feed: the stream ends in it.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Reads the next line, without its line feed and the carriage return before it.</summary>
    /// <param name="line">Valid until the next call; empty for one that is too long.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        line = default;
        IsTooLong = false;
        if (!TryFindEnd(out var length)) return false;
        Number++;
        if (!IsTooLong) line = _buffer.AsSpan(_start, length);
        _start += Math.Min(length + 1, _end - _start);
        if (line.EndsWith("\r"u8)) line = line[..^1];
        return true;
    }

    /// <summary>Reads on until the line that begins at the start is whole. False when nothing is left.</summary>
    private bool TryFindEnd(out int length)
    {
        var searched = 0;
        while (true)
        {
            length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                length += searched;
                IsTooLong |= length > longest;
                return true;
            }

            searched = length = _end - _start;
            if (_atEnd)
            {
                IsLast = true;
                return length > 0 || IsTooLong;
            }

            if (length > longest)
            {
                IsTooLong = true;
                _start = _end = searched = 0; // passed over
            }

            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, longest + 1L));
        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _atEnd = read == 0;
        _end += read;
    }
}
