using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>RRsets whose rdata hold a name, a name below one, or one that begins with given labels.</summary>
internal sealed class RDataNameLookup : OrdinalLookup
{
    private RDataNameLookup(
        Run run, BlockCache cache, LostBlocks lost, KeyFilter filter, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> from, KeyPredicate? isWanted = null)
        : base(run, cache, lost, filter)
    {
        if (prefix.SequenceEqual(from) && isWanted is null && !run.RDataFile.MayHold(prefix)) return;
        var begins = prefix.ToArray();
        using var inverse = run.OpenRData(cache, lost);
        Collect(inverse, from, key => key.StartsWith(begins), isWanted);
    }

    /// <param name="name">Wire format, lower case.</param>
    public static RDataNameLookup Exact(Run run, BlockCache cache, LostBlocks lost, KeyFilter filter, ReadOnlySpan<byte> name)
    {
        Span<byte> key = stackalloc byte[TargetKey.MaxLength];
        key = key[..TargetKey.WriteName(name, key)];
        return new RDataNameLookup(run, cache, lost, filter, key, key);
    }

    /// <param name="name">Wire format, lower case; not itself looked for.</param>
    /// <param name="oneLabel">No deeper than one label below.</param>
    public static RDataNameLookup Below(Run run, BlockCache cache, LostBlocks lost, KeyFilter filter, ReadOnlySpan<byte> name, bool oneLabel)
    {
        // As in OwnerLookup.Below.
        Span<byte> from = stackalloc byte[TargetKey.MaxLength + 1];
        var length = TargetKey.WriteSubtree(name, from);
        from[length] = 1;
        var labels = DomainName.LabelCount(name) + 1;
        return new RDataNameLookup(
            run, cache, lost, filter, from[..length], from[..(length + 1)], oneLabel ? key => RRsetKeyParts.Labels(key[1..]) == labels : null);
    }

    /// <summary>All names of the inverse are looked at, as in <see cref="OwnerBeginningLookup"/>.</summary>
    /// <param name="name">Wire format, lower case.</param>
    public static RDataNameLookup Beginning(Run run, BlockCache cache, LostBlocks lost, KeyFilter filter, ReadOnlySpan<byte> name)
    {
        Span<byte> buffer = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        var ending = buffer[..RRsetKey.WriteOwner(name, buffer)].ToArray();
        return new RDataNameLookup(
            run, cache, lost, filter, [TargetKey.NameTag], [TargetKey.NameTag], key => RRsetKeyParts.EndsWithLabels(key[1..], ending));
    }
}
