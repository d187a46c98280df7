using System.Runtime.InteropServices;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Domains;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Maintenance;

/// <summary>RRsets without the frames of their sightings in rollups: a frame's number means nothing once its file is not told from others.</summary>
/// <param name="sources">What the sightings refer to.</param>
internal sealed class RollupContent(IRunContent content, IReadOnlyList<SourceRecord> sources) : IRunContent
{
    public IRRsetCursor OpenRRsets() => new Cursor(content.OpenRRsets(), [.. sources.Select(source => source.IsRollup)]);

    public IDomainCursor OpenDomains() => content.OpenDomains();

    public void WriteInverse(RDataRunWriter file, Task rrsets, CancellationToken isGivenUp) => content.WriteInverse(file, rrsets, isGivenUp);

    private sealed class Cursor(IRRsetCursor rrsets, bool[] isRollup) : IRRsetCursor
    {
        private readonly List<Sighting> _sightings = [];

        public ReadOnlySpan<byte> Key => rrsets.Key;

        public ReadOnlySpan<Sighting> Sightings
        {
            get
            {
                _sightings.Clear();
                foreach (ref readonly var sighting in rrsets.Sightings)
                    _sightings.Add(isRollup[sighting.Source] ? sighting with { FirstFrame = 0 } : sighting);
                return CollectionsMarshal.AsSpan(_sightings);
            }
        }

        public bool MoveNext() => rrsets.MoveNext();

        public void Dispose() => rrsets.Dispose();
    }
}
