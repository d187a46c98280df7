using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Tests;

/// <summary>RRsets that can be asked like an archive, and how many of them were handed out.</summary>
internal sealed class TestRRsets(IReadOnlyList<SourceRecord> sources, params IEnumerable<RRset> rrsets) : IRRsetSource
{
    private readonly RRsetList _rrsets = new(rrsets, sources);

    public TestRRsets(params IEnumerable<RRset> rrsets)
        : this([TestSource.Of("a.pcap")], rrsets)
    {
    }

    public IReadOnlyList<SourceRecord> Sources => sources;

    public int Read { get; private set; }

    public IEnumerable<RRset> Find(RRsetQuery query) => _rrsets.Find(query).Select(rrset =>
    {
        Read++;
        return rrset;
    });
}
