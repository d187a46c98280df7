using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>A query's answer from one run.</summary>
internal abstract class RunLookup(Run run, BlockCache? cache, LostBlocks lost, KeyFilter filter) : IRRsetCursor
{
    public ReadOnlySpan<byte> Key => RRsets.Key;

    public ReadOnlySpan<Sighting> Sightings => RRsets.Sightings;

    protected RRsetRunCursor RRsets { get; } = run.OpenRRsets(cache, lost);

    /// <param name="cache">Shared by the lookups of an archive.</param>
    /// <param name="lost">Takes the blocks that cannot be read: the answer is what the others hold.</param>
    public static RunLookup Open(Run run, BlockCache cache, LostBlocks lost, RRsetQuery query, KeyFilter filter) => query.Side switch
    {
        LookupSide.All => new FullScan(run, lost, filter),
        LookupSide.Owner => OwnerLookup.Exact(run, cache, lost, filter, query.Name.Span),
        LookupSide.OwnerBelow => OwnerLookup.Below(run, cache, lost, filter, query.Name.Span),
        LookupSide.OwnerBeginning => new OwnerBeginningLookup(run, lost, filter, query.Name.Span),
        LookupSide.Address => new AddressLookup(run, cache, lost, filter, query.Addresses),
        LookupSide.RDataName => RDataNameLookup.Exact(run, cache, lost, filter, query.Name.Span),
        LookupSide.RDataNameBelow => RDataNameLookup.Below(run, cache, lost, filter, query.Name.Span, query.OneLabel),
        LookupSide.RDataNameBeginning => RDataNameLookup.Beginning(run, cache, lost, filter, query.Name.Span),
        LookupSide.RDataOctets => new FullScan(run, lost, filter),
        _ => throw new ArgumentOutOfRangeException(nameof(query), query.Side, "No such side."),
    };

    public bool MoveNext()
    {
        while (MoveToCandidate())
        {
            if (filter.Admits(Key)) return true;
        }

        return false;
    }

    public void Dispose() => RRsets.Dispose();

    /// <summary>Goes to the next RRset on the query's side.</summary>
    protected abstract bool MoveToCandidate();
}
