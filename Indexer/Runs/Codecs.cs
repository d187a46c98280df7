using System.Collections.Concurrent;
using PassiveDns.Formats.Compression;

namespace PassiveDns.Indexer.Runs;

/// <summary>The codecs of all run files, as many as threads use at once: each has some hundred KiB of tables, and runs may be many.</summary>
internal static class Codecs
{
    private static readonly ConcurrentBag<ZstdBlock> Idle = [];

    /// <summary>A codec for the caller alone, until it is given back.</summary>
    public static ZstdBlock Take() => Idle.TryTake(out var codec) ? codec : new ZstdBlock();

    public static void GiveBack(ZstdBlock codec) => Idle.Add(codec);
}
