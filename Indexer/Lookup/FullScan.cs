using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>Every RRset of a run.</summary>
internal sealed class FullScan(Run run, LostBlocks lost, KeyFilter filter) : RunLookup(run, cache: null, lost, filter)
{
    protected override bool MoveToCandidate() => RRsets.MoveNext();
}
