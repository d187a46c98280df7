using System.Collections.Concurrent;

namespace PassiveDns.Indexer.Runs;

/// <summary>Large arrays that several tables use in turn. For any number of threads.</summary>
internal sealed class ChunkPool
{
    /// <summary>Octets of a chunk of the usual size.</summary>
    public const int ChunkLength = 1 << 20;

    // A bag would leave what it holds with the threads that used it, for longer than the pool is there.
    private readonly ConcurrentQueue<byte[]> _idle = [];

    /// <summary>Octets of any content.</summary>
    /// <param name="length">Octets it must have at least.</param>
    public byte[] Take(int length) =>
        length <= ChunkLength && _idle.TryDequeue(out var chunk) ? chunk : GC.AllocateUninitializedArray<byte>(Math.Max(length, ChunkLength));

    /// <summary>Takes a chunk back; one of unusual size is given up.</summary>
    public void GiveBack(byte[] chunk)
    {
        if (chunk.Length == ChunkLength) _idle.Enqueue(chunk);
    }
}
