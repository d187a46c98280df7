namespace PassiveDns.Indexer.Runs;

/// <summary>A list that grows without copying, for a million structs and more.</summary>
internal sealed class ChunkedList<T>
    where T : struct
{
    private const int ChunkBits = 12;
    private const int ChunkLength = 1 << ChunkBits;

    private readonly List<T[]> _chunks = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref _chunks[index >> ChunkBits][index & (ChunkLength - 1)];

    /// <summary>Lengthens the list and gives the new element, to be filled.</summary>
    public ref T Add()
    {
        if (Count == _chunks.Count << ChunkBits) _chunks.Add(new T[ChunkLength]);
        return ref this[Count++];
    }

    /// <summary>Drops the elements from an index on and keeps their memory.</summary>
    public void Truncate(int count) => Count = count;
}
