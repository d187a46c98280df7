using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Ingest;

/// <summary>Unites observations of one RRset that make one sighting (see <see cref="Sighting.CompareIdentity"/>), in memory.</summary>
/// <remarks>
/// Open addressing over records in an arena. A record keeps its owner as it came; <see cref="OpenSorted"/> turns it into an
/// owner-key in place (room for escapes is kept), so that this is done once for each entry and not for each observation.
/// </remarks>
internal sealed class ObservationTable(ChunkPool pool)
{
    private const int FirstSlots = 1 << 12;

    // Observations looked up together: as many as a processor has fetches underway.
    private const int Together = 16;

    // An entry's number in the sorter and the prefix there.
    private const int SortOctets = sizeof(int) + sizeof(ulong);

    // A server in the list, and with its place in the dictionary, which is half empty after it has grown.
    private const int ServerOctets = 16 + (2 * (16 + 12 + sizeof(int)));

    private readonly SeededHash _hash = SeededHash.Create();
    private readonly RecordArena<Entry> _entries = new(pool);
    private readonly Dictionary<IpAddress, int> _serverNumbers = new() { [default] = 0 }; // entries have their numbers, for there are far fewer
    private readonly List<IpAddress> _servers = [default];

    /// <summary>A power of two of them, two thirds full at most.</summary>
    private Slot[] _slots = new Slot[FirstSlots];

    private int[]? _order; // of the entries, once they have been sorted
    private int _fetched; // of no meaning: what has been fetched must be used for something

    public int Count => _entries.Count;

    /// <summary>Memory taken, with what sorting will take.</summary>
    public long Octets =>
        _entries.Octets + ((long)Count * SortOctets) + ((long)_slots.Length * Unsafe.SizeOf<Slot>()) + ((long)_servers.Count * ServerOctets);

    /// <summary>Unites the observations of a batch with what is there; entries of other sources stay apart.</summary>
    /// <remarks>
    /// The table is far larger than the processor's caches, and each observation would wait for a slot and then for an entry. So both are fetched
    /// for some observations together before any of them is looked at: what the memory takes to answer is then waited for once.
    /// </remarks>
    public void Add(ObservationBatch batch)
    {
        Span<uint> hashes = stackalloc uint[Together];
        for (var start = 0; start < batch.Count; start += Together)
        {
            var some = hashes[..Math.Min(Together, batch.Count - start)];
            for (var i = 0; i < some.Length; i++) some[i] = Hash(batch[start + i], batch.Source);
            Fetch(some);
            for (var i = 0; i < some.Length; i++) Add(batch[start + i], batch.Source, some[i]);
        }
    }

    /// <summary>Forgets the entries from the n-th on: a source that is not wanted.</summary>
    public void Truncate(int count)
    {
        if (count == Count) return;
        FillSlots(_slots.Length, _slots, _entries.Truncate(count));
    }

    /// <summary>Puts the entries in key order. Only <see cref="OpenSorted"/> and <see cref="Clear"/> may follow.</summary>
    public void Sort()
    {
        if (_order is not null) return;
        _order = _entries.Numbers();
        foreach (var number in _order) WriteOwnerKey(number);
        KeySorter.Sort(new Keys(_entries), _order);
    }

    /// <summary>The RRsets in key order, for any number of threads; <see cref="Sighting.Source"/> is the source as it was added.</summary>
    public IRRsetCursor OpenSorted() => new Cursor(this, _order!);

    public void Clear()
    {
        _entries.Clear();
        Array.Clear(_slots);
        _order = null;
        _servers.RemoveRange(1, _servers.Count - 1);
        _serverNumbers.Clear();
        _serverNumbers.Add(default, 0);
    }

    private uint Hash(in RRsetObservation observation, int source)
    {
        var identity = ((ulong)(uint)source << 32) | ((ulong)observation.Type << 16) | ((ulong)observation.Status << 8) | (ulong)observation.Vantage;
        var server = observation.Server.High ^ BitOperations.RotateLeft(observation.Server.Low, 32); // a server more or less is no matter
        return (uint)_hash.Of(observation.Owner, observation.RDataSet, identity ^ server);
    }

    /// <summary>Has the memory send what the hashes lead to at first sight.</summary>
    private void Fetch(ReadOnlySpan<uint> hashes)
    {
        Span<int> entries = stackalloc int[Together];
        for (var i = 0; i < hashes.Length; i++)
        {
            ref readonly var slot = ref _slots[(int)hashes[i] & (_slots.Length - 1)];
            entries[i] = slot.Hash == hashes[i] && !slot.IsFree ? slot.Entry : -1;
        }

        foreach (var entry in entries[..hashes.Length])
        {
            if (entry >= 0) _fetched += _entries.Head(entry).KeyLength;
        }
    }

    private void Add(in RRsetObservation observation, int source, uint hash)
    {
        var milliseconds = FloorDivision.Quotient(observation.TimeNanoseconds, 1_000_000);
        ref var entry = ref Find(observation, source, hash, out var isNew);
        if (isNew)
        {
            entry.FirstMilliseconds = entry.LastMilliseconds = milliseconds;
            entry.FirstFrame = observation.FrameNumber;
            (entry.TtlMin, entry.TtlMax) = (observation.TtlMin, observation.TtlMax);
            entry.Times = 1;
            return;
        }

        if (milliseconds < entry.FirstMilliseconds) entry.FirstMilliseconds = milliseconds;
        if (milliseconds > entry.LastMilliseconds) entry.LastMilliseconds = milliseconds;
        if (observation.FrameNumber < entry.FirstFrame) entry.FirstFrame = observation.FrameNumber;
        if (observation.TtlMin < entry.TtlMin) entry.TtlMin = observation.TtlMin;
        if (observation.TtlMax > entry.TtlMax) entry.TtlMax = observation.TtlMax;
        entry.Times++;
    }

    private ref Entry Find(in RRsetObservation observation, int source, uint hash, out bool isNew)
    {
        var at = (int)hash & (_slots.Length - 1);
        for (; !_slots[at].IsFree; at = Next(at))
        {
            if (_slots[at].Hash != hash) continue;
            var number = _slots[at].Entry;
            if (!IsOf(number, observation, source)) continue;
            isNew = false;
            return ref _entries.Head(number);
        }

        isNew = true;
        var inserted = Insert(observation, source);
        _slots[at] = new Slot(hash, inserted);
        if (Count > _slots.Length / 3 * 2) FillSlots(_slots.Length * 2, _slots, int.MaxValue);
        return ref _entries.Head(inserted);
    }

    private bool IsOf(int number, in RRsetObservation observation, int source)
    {
        ref var entry = ref _entries.Head(number);
        if (entry.Type != observation.Type || entry.Source != source || entry.Status != observation.Status || entry.Vantage != observation.Vantage
            || _servers[entry.Server] != observation.Server || entry.IsForeign != observation.IsForeign
            || entry.OwnerLength != observation.Owner.Length || entry.KeyLength - entry.RDataSetOffset != observation.RDataSet.Length) return false;
        var key = _entries.Tail(number, entry.KeyLength);
        return key[entry.RDataSetOffset - 1] == observation.Bailiwick && key[..entry.OwnerLength].SequenceEqual(observation.Owner)
            && key[entry.RDataSetOffset..].SequenceEqual(observation.RDataSet);
    }

    private int Insert(in RRsetObservation observation, int source)
    {
        var ownerKeyLength = OwnerKeyLength(observation.Owner);
        var rdataSetOffset = ownerKeyLength + RRsetKey.TypeAndBailiwickLength;
        var keyLength = rdataSetOffset + observation.RDataSet.Length;
        if (keyLength > RunFormat.MaxKeyLength) throw new ArgumentException($"An RRset of {keyLength} octets is longer than an archive may hold.");

        var number = _entries.Add(keyLength);
        var key = _entries.Tail(number, keyLength);
        observation.Owner.CopyTo(key);
        RRsetKey.WriteTypeAndBailiwick(observation.Type, observation.Bailiwick, key[ownerKeyLength..]);
        observation.RDataSet.CopyTo(key[rdataSetOffset..]);

        _entries.Head(number) = new Entry
        {
            KeyLength = keyLength, RDataSetOffset = (ushort)rdataSetOffset, OwnerLength = (byte)observation.Owner.Length,
            Source = source, Type = observation.Type, Status = observation.Status, Vantage = observation.Vantage,
            Server = NumberOf(observation.Server), IsForeign = observation.IsForeign,
        };
        return number;
    }

    private int NumberOf(IpAddress server)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_serverNumbers, server, out var isKnown);
        if (isKnown) return number;
        _servers.Add(server);
        return number = _servers.Count - 1;
    }

    /// <summary>Makes a new array of slots for the entries below a number.</summary>
    private void FillSlots(int length, Slot[] old, int end)
    {
        _slots = new Slot[length];
        foreach (var slot in old)
        {
            if (slot.IsFree || slot.Entry >= end) continue;
            var at = (int)slot.Hash & (length - 1);
            while (!_slots[at].IsFree) at = Next(at);
            _slots[at] = slot;
        }
    }

    private int Next(int slot) => (slot + 1) & (_slots.Length - 1);

    private void WriteOwnerKey(int number)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        ref var entry = ref _entries.Head(number);
        var key = _entries.Tail(number, entry.KeyLength);
        key[..entry.OwnerLength].CopyTo(owner);
        RRsetKey.WriteOwner(owner[..entry.OwnerLength], key);
    }

    /// <summary>A length octet becomes the 00 behind its label, the root label the closing 00; 00 and 01 inside labels take two octets.</summary>
    private static int OwnerKeyLength(ReadOnlySpan<byte> owner)
    {
        if (owner.IndexOfAnyInRange((byte)0, (byte)1) == owner.Length - 1) return owner.Length;
        var escapes = 0;
        for (var at = 0; owner[at] != 0; at += 1 + owner[at])
        {
            foreach (var octet in owner.Slice(at + 1, owner[at]))
            {
                if (octet <= 1) escapes++;
            }
        }

        return owner.Length + escapes;
    }

    /// <summary>Where an entry is found: its place is where the hash says, or behind it.</summary>
    private readonly struct Slot(uint hash, int entry)
    {
        private readonly int _number = entry + 1;

        public uint Hash => hash;
        public bool IsFree => _number == 0;
        public int Entry => _number - 1;
    }

    /// <summary>Head of a record; the RRset's key is behind it.</summary>
    private struct Entry
    {
        public long FirstMilliseconds;
        public long LastMilliseconds;
        public long Times;
        public long FirstFrame;
        public uint TtlMin;
        public uint TtlMax;
        public int KeyLength;
        public int Source;
        public int Server;
        public ushort RDataSetOffset;
        public RRType Type;
        public byte OwnerLength;
        public SightingStatus Status;
        public Vantage Vantage;
        public bool IsForeign;
    }

    /// <summary>The keys of the entries, which have their owner-keys by now.</summary>
    private readonly struct Keys(RecordArena<Entry> entries) : IKeyList
    {
        public ReadOnlySpan<byte> KeyAt(int number) => entries.Tail(number, entries.Head(number).KeyLength);
    }

    private sealed class Cursor(ObservationTable table, int[] order) : IRRsetCursor
    {
        private readonly RecordArena<Entry> _entries = table._entries;
        private readonly List<Sighting> _sightings = [];
        private int _first;
        private int _end;

        public ReadOnlySpan<byte> Key => KeyAt(order[_first]);

        public ReadOnlySpan<Sighting> Sightings
        {
            get
            {
                _sightings.Clear();
                for (var i = _first; i < _end; i++) _sightings.Add(SightingOf(_entries.Head(order[i]), table._servers));
                return CollectionsMarshal.AsSpan(_sightings);
            }
        }

        public bool MoveNext()
        {
            if (_end == order.Length) return false;
            _first = _end++;
            while (_end < order.Length && KeyAt(order[_end]).SequenceEqual(Key)) _end++;
            return true;
        }

        public void Dispose()
        {
        }

        private ReadOnlySpan<byte> KeyAt(int number) => _entries.Tail(number, _entries.Head(number).KeyLength);

        private static Sighting SightingOf(in Entry entry, List<IpAddress> servers) => new(
            entry.Source, entry.Status, entry.Vantage, new TimeWindow(entry.FirstMilliseconds, entry.LastMilliseconds, entry.Times),
            entry.FirstFrame, entry.TtlMin, entry.TtlMax) { Server = servers[entry.Server], IsForeign = entry.IsForeign };
    }
}
