using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Runs;

/// <summary>Walks the different names of a run: its owners, or what its rdata point to. Sightings and ordinals stay unread.</summary>
internal sealed class UniqueKeyCursor : IKeyCursor
{
    private readonly RunCursor _entries;
    private readonly bool _isOwners;
    private readonly OctetBuffer _key = new();
    private bool _hasKey;

    private UniqueKeyCursor(RunCursor entries, bool isOwners) => (_entries, _isOwners) = (entries, isOwners);

    /// <summary>An owner-key; see <see cref="RRsetKey.ReadOwner"/>. Valid until the next move.</summary>
    public ReadOnlySpan<byte> Key => _key.Span;

    public static UniqueKeyCursor Owners(RRsetRunCursor rrsets) => new(rrsets, isOwners: true);

    public static UniqueKeyCursor TargetNames(RDataRunCursor rdata)
    {
        rdata.Seek([TargetKey.NameTag]);
        return new(rdata, isOwners: false);
    }

    public bool MoveNext()
    {
        while (_entries.MoveNext())
        {
            // Most entries go on with the name before them; an owner-key is its own end, so this needs no search for it.
            var entry = _isOwners ? _entries.Key : _entries.Key[1..];
            if (_hasKey && entry.StartsWith(_key.Span)) continue;
            var name = _isOwners ? entry[..RRsetKey.OwnerLength(entry)] : entry;
            _key.Replace(0, name);
            _hasKey = true;
            return true;
        }

        return false;
    }

    public void Dispose() => _entries.Dispose();
}
