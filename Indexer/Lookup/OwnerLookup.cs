using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>RRsets of one owner, or of all owners below a name: keys that begin alike and lie side by side.</summary>
internal sealed class OwnerLookup : RunLookup
{
    private readonly byte[] _prefix;
    private readonly bool _isThere;

    /// <param name="isThere">False when the run is known to hold nothing of the kind.</param>
    /// <param name="from">Where to begin, at or behind the first key with the prefix.</param>
    private OwnerLookup(
        Run run, BlockCache cache, LostBlocks lost, KeyFilter filter, bool isThere, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> from)
        : base(run, cache, lost, filter)
    {
        _prefix = prefix.ToArray();
        _isThere = isThere;
        if (isThere) RRsets.Seek(from);
    }

    /// <param name="name">Wire format, lower case.</param>
    public static OwnerLookup Exact(Run run, BlockCache cache, LostBlocks lost, KeyFilter filter, ReadOnlySpan<byte> name)
    {
        Span<byte> owner = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        owner = owner[..RRsetKey.WriteOwner(name, owner)];
        return new OwnerLookup(run, cache, lost, filter, run.RRsetFile.MayHold(owner), owner, owner);
    }

    /// <param name="name">Wire format, lower case; not itself in the answer.</param>
    public static OwnerLookup Below(Run run, BlockCache cache, LostBlocks lost, KeyFilter filter, ReadOnlySpan<byte> name)
    {
        // The name itself goes on with 00; a further label begins with 01 or above.
        Span<byte> from = stackalloc byte[RRsetKey.MaxOwnerKeyLength + 1];
        var length = RRsetKey.WriteSubtree(name, from);
        from[length] = 1;
        return new OwnerLookup(run, cache, lost, filter, isThere: true, from[..length], from[..(length + 1)]);
    }

    protected override bool MoveToCandidate() => _isThere && RRsets.MoveNext() && Key.StartsWith(_prefix);
}
