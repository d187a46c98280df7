using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>What is known of one name, or of a name and all below it.</summary>
public sealed class NameSummary
{
    private readonly SortedSet<RRType> _types = [];
    private RRset? _last;

    private NameSummary(byte[] name, RRset first)
    {
        Name = name;
        Window = first.Window;
    }

    /// <summary>Wire format, lower case.</summary>
    public ReadOnlyMemory<byte> Name { get; }

    /// <summary>Owners counted in: 1, or more where the summary stands for a subtree.</summary>
    public long Names { get; private set; }

    /// <summary>One that stands in several bailiwicks counts once.</summary>
    public long RRsets { get; private set; }

    /// <summary>By number.</summary>
    public IReadOnlyCollection<RRType> Types => _types;

    /// <summary>Over all RRsets.</summary>
    public TimeWindow Window { get; private set; }

    /// <summary>Summarises RRsets by owner, in the order they come in.</summary>
    /// <param name="rrsets">In key order, so that each owner's stand together.</param>
    /// <param name="labels">Most labels of a name: what lies deeper counts for its ancestor with so many.</param>
    public static IEnumerable<NameSummary> Of(IEnumerable<RRset> rrsets, int labels = DomainName.MaxLabels)
    {
        NameSummary? summary = null;
        var owner = Array.Empty<byte>();
        foreach (var rrset in rrsets)
        {
            var isNewOwner = !rrset.OwnerKey.SequenceEqual(owner);
            if (isNewOwner)
            {
                owner = rrset.OwnerKey.ToArray();
                var name = AncestorOf(rrset, labels);
                if (summary is null || !summary.Name.Span.SequenceEqual(name))
                {
                    if (summary is not null) yield return summary;
                    summary = new NameSummary(name, rrset) { Window = rrset.Window with { Count = 0 } };
                }
            }

            summary!.Add(rrset, isNewOwner);
        }

        if (summary is not null) yield return summary;
    }

    private static byte[] AncestorOf(RRset rrset, int labels)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        return DomainName.Ancestor(owner[..rrset.ReadOwner(owner)], labels).ToArray();
    }

    private void Add(RRset rrset, bool isNewOwner)
    {
        if (isNewOwner) Names++;
        if (_last?.HasRecordsOf(rrset) != true) RRsets++;
        _last = rrset;
        _types.Add(rrset.Type);
        Window = TimeWindow.Union(Window, rrset.Window);
    }
}
