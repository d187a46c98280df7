using System.Runtime.CompilerServices;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Runs;

public class ChunkPoolTests
{
    /// <summary>A bag kept its chunks with the threads that had used it, so that what came behind an ingest had its tables in memory, too.</summary>
    [Fact]
    public void A_pool_that_is_gone_leaves_nothing_with_the_threads_that_used_it()
    {
        var chunk = UsePool();
        GC.Collect();
        Assert.False(chunk.IsAlive);
    }

    [Fact]
    public void A_chunk_of_the_usual_size_is_used_again_and_a_larger_one_is_not()
    {
        var pool = new ChunkPool();
        var (usual, large) = (pool.Take(1), pool.Take(ChunkPool.ChunkLength + 1));
        Assert.Equal(ChunkPool.ChunkLength, usual.Length);
        Assert.Equal(ChunkPool.ChunkLength + 1, large.Length);
        pool.GiveBack(large);
        pool.GiveBack(usual);
        Assert.Same(usual, pool.Take(ChunkPool.ChunkLength));
        Assert.NotSame(large, pool.Take(ChunkPool.ChunkLength + 1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UsePool()
    {
        var pool = new ChunkPool();
        var chunk = pool.Take(1);
        pool.GiveBack(chunk);
        return new WeakReference(chunk);
    }
}
