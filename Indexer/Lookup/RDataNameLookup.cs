using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>RRsets whose rdata hold a name, or a name below one.</summary>
internal sealed class RDataNameLookup : OrdinalLookup
{
    private RDataNameLookup(Run run, BlockCache cache, LostBlocks lost, KeyFilter filter, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> from)
        : base(run, cache, lost, filter)
    {
        if (prefix.SequenceEqual(from) && !run.RDataFile.MayHold(prefix)) return;
        var begins = prefix.ToArray();
        using var inverse = run.OpenRData(cache, lost);
        Collect(inverse, from, key => key.StartsWith(begins));
    }

    /// <param name="name">Wire format, lower case.</param>
    public static RDataNameLookup Exact(Run run, BlockCache cache, LostBlocks lost, KeyFilter filter, ReadOnlySpan<byte> name)
    {
        Span<byte> key = stackalloc byte[TargetKey.MaxLength];
        key = key[..TargetKey.WriteName(name, key)];
        return new RDataNameLookup(run, cache, lost, filter, key, key);
    }

    /// <param name="name">Wire format, lower case; not itself looked for.</param>
    public static RDataNameLookup Below(Run run, BlockCache cache, LostBlocks lost, KeyFilter filter, ReadOnlySpan<byte> name)
    {
        // As in OwnerLookup.Below.
        Span<byte> from = stackalloc byte[TargetKey.MaxLength + 1];
        var length = TargetKey.WriteSubtree(name, from);
        from[length] = 1;
        return new RDataNameLookup(run, cache, lost, filter, from[..length], from[..(length + 1)]);
    }
}
