namespace PassiveDns.Indexer.Runs;

/// <summary>Many short pieces of octets in few large arrays, which stay where they are and are used again after <see cref="Clear"/>.</summary>
internal sealed class OctetArena
{
    private const int ChunkLength = 1 << 20;

    private readonly List<byte[]> _chunks = [];
    private int _chunk = -1;
    private int _used;

    /// <summary>Octets of memory taken by pieces and by what was left over behind them.</summary>
    public long Octets { get; private set; }

    /// <summary>Where a piece is: number of its array and offset in it.</summary>
    public readonly record struct Place(int Chunk, int Offset);

    /// <summary>Makes room for a piece, to be filled.</summary>
    public Span<byte> Take(int length, out Place place)
    {
        if (_chunk < 0 || length > _chunks[_chunk].Length - _used) NextChunk(length);
        place = new Place(_chunk, _used);
        _used += length;
        return _chunks[_chunk].AsSpan(place.Offset, length);
    }

    public Span<byte> At(Place place, int length) => _chunks[place.Chunk].AsSpan(place.Offset, length);

    /// <summary>Drops all pieces and keeps the memory of the usual size.</summary>
    public void Clear()
    {
        _chunks.RemoveAll(chunk => chunk.Length > ChunkLength);
        (_chunk, _used, Octets) = (-1, 0, 0);
    }

    private void NextChunk(int length)
    {
        _chunk++;
        if (length > ChunkLength || _chunk == _chunks.Count) _chunks.Insert(_chunk, new byte[Math.Max(length, ChunkLength)]);
        _used = 0;
        Octets += _chunks[_chunk].Length;
    }
}
