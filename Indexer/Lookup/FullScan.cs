using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>Every RRset of a run.</summary>
internal sealed class FullScan(Run run, KeyFilter filter) : RunLookup(run, cache: null, filter)
{
    protected override bool MoveToCandidate() => RRsets.MoveNext();
}
