using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Domains;

/// <summary>Counts queries by registered domain and day, in memory.</summary>
/// <remarks>
/// A name that was asked for before is found with its domain-day at once; only of a new one the domain is looked up. A domain-day remembers as many names as its
/// sample holds: so somebody who asks for ever new names costs time, and no memory. Where the memory is cut into parts changes nothing (see <see cref="NameSample"/>).
/// </remarks>
internal sealed class DomainTable(ChunkPool pool, PublicSuffixList suffixes)
{
    private const int None = -1;

    // Queries looked up together.
    private const int Together = 16;

    // Of a domain-day: those of its sample, and as many that may yet be.
    private const int MaxNames = 2 * NameSample.Capacity;

    // In a dictionary that has just grown.
    private const int LargeOctets = 2 * ((DomainFigures.Count * sizeof(long)) + 16);

    private readonly SeededHash _hash = new();
    private readonly RecordArena<Entry> _entries = new(pool);
    private readonly RecordArena<Name> _names = new(pool);
    private readonly RecordSlots _entrySlots = new();
    private readonly RecordSlots _nameSlots = new();
    private readonly byte[] _key = new byte[DomainKey.MaxLength];
    private readonly Dictionary<int, DomainFigures> _large = []; // what did not fit into the tallies, by entry
    private int[]? _order;
    private int _fetched; // of no meaning: what is fetched must be used

    /// <summary>Domain-days, once for each source and status.</summary>
    public int Count => _entries.Count;

    /// <summary>Memory taken, octets.</summary>
    public long Octets => _entries.Octets + _names.Octets + _entrySlots.Octets + _nameSlots.Octets + (_large.Count * LargeOctets);

    /// <summary>Counts the queries of a batch.</summary>
    /// <remarks>What the memory takes to answer is waited for once for some queries together, as <see cref="Ingest.ObservationTable"/> has it.</remarks>
    public void Add(QueryBatch batch, int source)
    {
        Span<uint> hashes = stackalloc uint[Together];
        var ofSource = HashOf(source);
        for (var start = 0; start < batch.Count; start += Together)
        {
            var some = hashes[..Math.Min(Together, batch.Count - start)];
            for (var i = 0; i < some.Length; i++) some[i] = batch.HashOf(start + i) ^ ofSource;
            Fetch(some);
            for (var i = 0; i < some.Length; i++) Add(batch[start + i], source, some[i]);
        }
    }

    /// <summary>Puts the domain-days in key order. Only <see cref="OpenSorted"/> and <see cref="Clear"/> may follow.</summary>
    public void Sort()
    {
        if (_order is not null) return;
        _order = _entries.Numbers();
        KeySorter.Sort(new Keys(_entries), _order);
    }

    /// <summary>The domain-days in key order; <see cref="DomainRow.Source"/> is the source as it was added.</summary>
    public IDomainCursor OpenSorted() => new Cursor(this, _order!);

    public void Clear()
    {
        _entries.Clear();
        _names.Clear();
        _entrySlots.Clear();
        _nameSlots.Clear();
        _large.Clear();
        _order = null;
    }

    /// <summary>Of names that several sources ask for the places must not be one.</summary>
    private uint HashOf(int source) => (uint)_hash.Combine((ulong)source, 0);

    /// <summary>Has the memory send what the hashes lead to at first sight.</summary>
    private void Fetch(ReadOnlySpan<uint> hashes)
    {
        Span<int> names = stackalloc int[Together];
        for (var i = 0; i < hashes.Length; i++) names[i] = _nameSlots.Peek(hashes[i]);
        foreach (var name in names[..hashes.Length])
        {
            if (name != None) _fetched += _entries.Head(_names.Head(name).Entry).KeyLength;
        }
    }

    private void Add(in QueryObservation query, int source, uint hash)
    {
        var day = DomainKey.DayOf(query.TimeNanoseconds);
        var number = FindByName(query, hash, source, day);
        if (number == None)
        {
            number = FindOrAdd(query, source, day);
            Sample(number, query.Name, hash);
        }

        Tally(number, query);
    }

    private void Tally(int number, in QueryObservation query)
    {
        ref var entry = ref _entries.Head(number);
        for (var left = query.Times; left > 0;)
        {
            var some = Math.Min(left, DomainTally.MaxQueries);
            if (entry.Tally.TryAdd(query, some)) left -= some;
            else FoldAway(number, ref entry);
        }
    }

    /// <summary>A tally that is full begins anew.</summary>
    private void FoldAway(int number, ref Entry entry)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_large, number, out _).Add(entry.Tally.ToFigures());
        entry.Tally = default;
    }

    /// <summary>The domain-day of a name that it remembers.</summary>
    private int FindByName(in QueryObservation query, uint hash, int source, int day)
    {
        for (var place = _nameSlots.First(hash); _nameSlots.TryNext(hash, ref place, out var number);)
        {
            ref var name = ref _names.Head(number);
            if (name.Length != query.Name.Length || !_names.Tail(number, name.Length).SequenceEqual(query.Name)) continue;
            ref var entry = ref _entries.Head(name.Entry);
            if (entry.Source == source && entry.Day == day && entry.Status == query.Status) return name.Entry;
        }

        return None;
    }

    private int FindOrAdd(in QueryObservation query, int source, int day)
    {
        var key = _key.AsSpan(0, DomainKey.Write(suffixes.DomainOf(query.Name, SuffixRules.Private), day, _key));
        var hash = (uint)_hash.Of(key, ((ulong)(uint)source << 8) | (ulong)query.Status);
        for (var place = _entrySlots.First(hash); _entrySlots.TryNext(hash, ref place, out var number);)
        {
            ref var entry = ref _entries.Head(number);
            if (entry.Source == source && entry.Status == query.Status && KeyAt(number).SequenceEqual(key)) return number;
        }

        var added = _entries.Add(key.Length);
        _entries.Head(added) = new Entry { KeyLength = key.Length, Source = source, Day = day, Status = query.Status, FirstName = None, HighestHash = ulong.MaxValue };
        key.CopyTo(_entries.Tail(added, key.Length));
        _entrySlots.Add(hash, added);
        return added;
    }

    private ReadOnlySpan<byte> KeyAt(int number) => _entries.Tail(number, _entries.Head(number).KeyLength);

    private ReadOnlySpan<byte> NameAt(int number) => _names.Tail(number, _names.Head(number).Length);

    /// <summary>Remembers a new name, if it may be one of those that the sample holds.</summary>
    private void Sample(int number, ReadOnlySpan<byte> name, uint slotHash)
    {
        ref var entry = ref _entries.Head(number);
        if (NameSample.Hash(name) > entry.HighestHash) return;
        var added = _names.Add(name.Length);
        _names.Head(added) = new Name { Entry = number, Next = entry.FirstName, Length = (byte)name.Length };
        name.CopyTo(_names.Tail(added, name.Length));
        _nameSlots.Add(slotHash, added);
        entry.FirstName = added;
        if (++entry.Names == MaxNames) Prune(ref entry);
    }

    /// <summary>
    /// Leaves the names that the sample would hold. Once in so many new ones: to keep exactly those at all times would cost a look at all of them for
    /// each. Names that go stay as ones whose domain-day is known.
    /// </summary>
    private void Prune(ref Entry entry)
    {
        Span<ulong> hashes = stackalloc ulong[MaxNames];
        var count = 0;
        for (var name = entry.FirstName; name != None && count < MaxNames; name = _names.Head(name).Next) hashes[count++] = NameSample.Hash(NameAt(name));
        hashes[..count].Sort();
        entry.HighestHash = hashes[NameSample.Capacity - 1];

        entry.Names = 0;
        ref var link = ref entry.FirstName;
        while (link != None)
        {
            ref var head = ref _names.Head(link);
            if (NameSample.Hash(NameAt(link)) > entry.HighestHash)
            {
                link = head.Next;
                continue;
            }

            entry.Names++;
            link = ref head.Next;
        }
    }

    /// <summary>Head of a record; the key is behind it.</summary>
    private struct Entry
    {
        public ulong HighestHash; // of a name that may be in the sample
        public int KeyLength;
        public int Source;
        public int Day;
        public int Names;
        public int FirstName;
        public SightingStatus Status;
        public DomainTally Tally;
    }

    /// <summary>Head of a record; the name is behind it.</summary>
    private struct Name
    {
        public int Entry;
        public int Next; // of the same sample
        public byte Length;
    }

    private readonly struct Keys(RecordArena<Entry> entries) : IKeyList
    {
        public ReadOnlySpan<byte> KeyAt(int number) => entries.Tail(number, entries.Head(number).KeyLength);
    }

    private sealed class Cursor(DomainTable table, int[] order) : IDomainCursor
    {
        private int _end;

        public ReadOnlySpan<byte> Key => table.KeyAt(order[_end - 1]);

        public DomainRows Rows { get; } = new();

        public bool MoveNext()
        {
            if (_end == order.Length) return false;
            Rows.Clear();
            do AddRow(order[_end++]);
            while (_end < order.Length && table.KeyAt(order[_end]).SequenceEqual(Key));
            Rows.Unite();
            return true;
        }

        public void Dispose()
        {
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // its loop is hot from the first call on
        private void AddRow(int number)
        {
            ref var entry = ref table._entries.Head(number);
            var row = Rows.Add(entry.Source, entry.Status);
            row.Figures = entry.Tally.ToFigures();
            if (table._large.TryGetValue(number, out var figures)) row.Figures.Add(figures);
            for (var name = entry.FirstName; name != None; name = table._names.Head(name).Next) row.Names.Add(table.NameAt(name));
        }
    }
}
