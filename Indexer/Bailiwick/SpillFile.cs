using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>Octets that are written once and read from their start, several times if need be: in memory while they are few, then in a file.</summary>
/// <param name="parts">Where the file is made.</param>
/// <param name="memory">Octets that are kept in memory at most.</param>
internal sealed class SpillFile(PartFolder parts, int memory) : IDisposable
{
    private const int FirstLength = 4_096;

    private byte[] _buffer = new byte[Math.Min(FirstLength, memory)];
    private int _buffered;
    private string? _path; // where what is not in the buffer is
    private Stream? _file;

    /// <summary>Octets written.</summary>
    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> octets)
    {
        Length += octets.Length;
        if (_buffer.Length - _buffered < octets.Length) MakeRoom(octets.Length);
        if (_buffer.Length - _buffered < octets.Length)
        {
            _file!.Write(octets);
            return;
        }

        octets.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += octets.Length;
    }

    /// <summary>Nothing more will be written.</summary>
    public void Finish()
    {
        if (_file is null) return;
        _file.Write(_buffer.AsSpan(0, _buffered));
        _file.Dispose();
        (_file, _buffer, _buffered) = (null, [], 0);
    }

    /// <summary>Reads all of it from the start; behind <see cref="Finish"/>.</summary>
    public Stream OpenRead() => _path is null ? new MemoryStream(_buffer, 0, _buffered, writable: false) : File.OpenRead(_path);

    public void Dispose()
    {
        _file?.Dispose();
        _buffer = [];
        if (_path is not null) parts.Drop(_path);
        (_file, _path) = (null, null);
    }

    private void MakeRoom(int octets)
    {
        if (_buffered + octets <= memory)
        {
            Array.Resize(ref _buffer, (int)Math.Min(memory, Math.Max(2L * _buffer.Length, _buffered + octets)));
            return;
        }

        if (_file is null)
        {
            _path = parts.NextPath(".spill");
            _file = parts.Writing.Files.Create(_path);
        }

        _file.Write(_buffer.AsSpan(0, _buffered));
        _buffered = 0;
    }
}

/// <summary>Reads what a <see cref="SpillFile"/> holds, number by number.</summary>
internal sealed class SpillReader(SpillFile file) : IDisposable
{
    private const int BufferLength = 1 << 16;

    private readonly Stream _stream = file.OpenRead();
    private byte[] _buffer = new byte[Math.Min(BufferLength, Math.Max(1, file.Length))];
    private int _at;
    private int _end;

    /// <summary>Everything has been read.</summary>
    public bool IsAtEnd => _at == _end && !TryFill(1);

    /// <summary>The next octets; valid until the next read.</summary>
    /// <exception cref="IOException">There are not so many: somebody has changed the file.</exception>
    public ReadOnlySpan<byte> Read(int octets)
    {
        if (_end - _at < octets && !TryFill(octets)) throw Changed();
        _at += octets;
        return _buffer.AsSpan(_at - octets, octets);
    }

    public ulong ReadNumber()
    {
        if (_end - _at < Leb128.MaxLength) TryFill(Leb128.MaxLength);
        return Leb128.TryRead(_buffer.AsSpan(0, _end), ref _at, out var number) ? number : throw Changed();
    }

    public void Dispose() => _stream.Dispose();

    private static IOException Changed() => new("a temporary file was changed while it was in use");

    private bool TryFill(int octets)
    {
        _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
        (_at, _end) = (0, _end - _at);
        if (_buffer.Length < octets) Array.Resize(ref _buffer, octets);
        while (_end < octets && _stream.Read(_buffer.AsSpan(_end)) is > 0 and var read) _end += read;
        return _end >= octets;
    }
}
