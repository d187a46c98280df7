using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Ingest;

/// <summary>Unites observations of one RRset that make one sighting (see <see cref="Sighting.CompareIdentity"/>), in memory.</summary>
/// <remarks>
/// Open addressing over records in an arena: an RRset stands there once, with the first of its sightings; the others hang on that as a tree. A record
/// keeps its owner as it came; <see cref="Sort"/> turns it into an owner-key in place (room for escapes is kept), so that this is done once for
/// each RRset and not for each observation. A sighting may be in several pieces, which merging unites.
/// </remarks>
internal sealed class ObservationTable(ChunkPool pool)
{
    private const int FirstSlots = 1 << 12;

    // Records fetched together: as many as a processor has fetches underway.
    private const int Together = 16;

    // A record's number in the sorter and the prefix there.
    private const int SortOctets = sizeof(int) + sizeof(ulong);

    private static readonly uint PlaceKey = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));

    private readonly RecordArena<Entry> _entries = new(pool);
    private readonly RecordArena<Seen> _others = new(pool); // sightings of RRsets, the first of each left out
    private readonly IdentityTable _identities = new();
    private readonly List<int> _numbers = []; // of the identities of a batch

    /// <summary>A power of two of them, two thirds full at most.</summary>
    private Slot[] _slots = new Slot[FirstSlots];

    private int[]? _order; // of the entries, once they have been sorted
    private int _fetched; // of no meaning: what has been fetched must be used for something

    /// <summary>RRsets.</summary>
    public int Count => _entries.Count;

    /// <summary>Memory taken, with what sorting will take.</summary>
    public long Octets => _entries.Octets + _others.Octets + _identities.Octets + ((long)_slots.Length * Unsafe.SizeOf<Slot>())
        + ((long)Count * (_order is null ? SortOctets : sizeof(int)));

    /// <summary>How much there is now: where to come back to by <see cref="Truncate"/>.</summary>
    public Extent Now => new(_entries.Count, _others.Count);

    /// <summary>Unites the observations of a batch with what is there; sightings of other sources stay apart.</summary>
    /// <remarks>
    /// The table is far larger than the processor's caches, and each observation would wait for a slot and then for an entry. So both are fetched
    /// for some observations together before any of them is looked at: what the memory takes to answer is then waited for once.
    /// </remarks>
    public void Add(ObservationBatch batch)
    {
        _identities.NumbersOf(batch.Identities, batch.Source, _numbers);
        var numbers = CollectionsMarshal.AsSpan(_numbers);
        for (var start = 0; start < batch.Count; start += Together)
        {
            var end = Math.Min(start + Together, batch.Count);
            Fetch(batch, start, end, numbers);
            for (var i = start; i < end; i++) Add(batch, i, numbers[batch[i].Identity]);
        }
    }

    /// <summary>Forgets what came behind a point: a source that is not wanted. What was there then is as it was.</summary>
    public void Truncate(Extent extent)
    {
        if (extent == Now) return;
        FillSlots(_slots.Length, _slots, _entries.Truncate(extent.Entries));
        var end = _others.Truncate(extent.Others);
        foreach (var number in _entries.Numbers()) _entries.Head(number).First.CutFrom(end); // what hangs on a sighting came later
        foreach (var number in _others.Numbers()) _others.Head(number).CutFrom(end);
    }

    /// <summary>Puts the entries in key order. Only <see cref="OpenSorted"/> and <see cref="Clear"/> may follow.</summary>
    public void Sort()
    {
        if (_order is not null) return;
        _slots = [];
        _order = _entries.Numbers();
        foreach (var number in _order) WriteOwnerKey(number);
        KeySorter.Sort(new Keys(_entries), _order);
    }

    /// <summary>The RRsets in key order, for any number of threads; <see cref="Sighting.Source"/> is the source as it was added.</summary>
    public IRRsetCursor OpenSorted() => new Cursor(this, _order!);

    public void Clear()
    {
        _entries.Clear();
        _others.Clear();
        _slots = new Slot[FirstSlots];
        _order = null;
        _identities.Clear();
    }

    /// <summary>Has the memory send what some observations' hashes lead to at first sight.</summary>
    private void Fetch(ObservationBatch batch, int start, int end, ReadOnlySpan<int> identities)
    {
        Span<int> found = stackalloc int[Together];
        for (var i = start; i < end; i++)
        {
            var hash = batch[i].Hash;
            ref readonly var slot = ref _slots[(int)hash & (_slots.Length - 1)];
            found[i - start] = slot.Hash == hash && !slot.IsFree ? slot.Entry : -1;
        }

        for (var i = start; i < end; i++)
        {
            ref var entry = ref found[i - start];
            if (entry < 0) continue;
            ref var first = ref _entries.Head(entry).First;
            var identity = identities[batch[i].Identity];
            entry = first.Identity == identity ? 0 : first.NextTo(identity);
        }

        foreach (var other in found[..(end - start)])
        {
            if (other > 0) _fetched += _others.Head(other - 1).Identity;
        }
    }

    private void Add(ObservationBatch batch, int index, int identity)
    {
        ref readonly var observation = ref batch[index];
        ref var seen = ref Find(batch, index, identity);
        if (seen.Times == 0)
        {
            seen.FirstTime = seen.LastTime = observation.Time;
            seen.FirstFrame = observation.FrameNumber;
            (seen.TtlMin, seen.TtlMax) = (observation.TtlMin, observation.TtlMax);
            seen.Times = 1;
            return;
        }

        if (observation.Time < seen.FirstTime) seen.FirstTime = observation.Time;
        if (observation.Time > seen.LastTime) seen.LastTime = observation.Time;
        if (observation.FrameNumber < seen.FirstFrame) seen.FirstFrame = observation.FrameNumber;
        if (observation.TtlMin < seen.TtlMin) seen.TtlMin = observation.TtlMin;
        if (observation.TtlMax > seen.TtlMax) seen.TtlMax = observation.TtlMax;
        seen.Times++;
    }

    /// <summary>The sighting that an observation belongs to; a new one has not been seen yet.</summary>
    private ref Seen Find(ObservationBatch batch, int index, int identity)
    {
        ref var seen = ref FindEntry(batch, index, identity).First;
        while (!seen.IsOf(identity))
        {
            ref var next = ref seen.NextTo(identity);
            if (next == 0)
            {
                var number = _others.Add(0);
                next = number + 1;
                seen = ref _others.Head(number);
                seen = new Seen { Identity = identity };
                return ref seen;
            }

            seen = ref _others.Head(next - 1);
        }

        return ref seen;
    }

    /// <summary>The RRset's entry; a new one has a sighting of this identity.</summary>
    private ref Entry FindEntry(ObservationBatch batch, int index, int identity)
    {
        var hash = batch[index].Hash;
        var at = (int)hash & (_slots.Length - 1);
        for (; !_slots[at].IsFree; at = Next(at))
        {
            if (_slots[at].Hash != hash) continue;
            var number = _slots[at].Entry;
            ref var entry = ref _entries.Head(number);
            if (IsOf(entry, number, batch, index)) return ref entry;
        }

        var inserted = Insert(batch, index, identity);
        _slots[at] = new Slot(hash, inserted);
        if (Count > _slots.Length / 3 * 2) FillSlots(_slots.Length * 2, _slots, int.MaxValue);
        return ref _entries.Head(inserted);
    }

    private bool IsOf(in Entry entry, int number, ObservationBatch batch, int index)
    {
        ref readonly var observation = ref batch[index];
        var rdataSetOffset = entry.OwnerKeyLength + RRsetKey.TypeAndBailiwickLength;
        if (entry.OwnerLength != observation.OwnerLength || entry.KeyLength - rdataSetOffset != observation.RDataSetLength) return false;
        var key = _entries.Tail(number, entry.KeyLength);
        return RRsetKeyParts.Type(key, entry.OwnerKeyLength) == observation.Type
            && RRsetKeyParts.Bailiwick(key, entry.OwnerKeyLength) == observation.Bailiwick
            && key[..entry.OwnerLength].SequenceEqual(batch.OwnerOf(index)) && key[rdataSetOffset..].SequenceEqual(batch.RDataSetOf(index));
    }

    private int Insert(ObservationBatch batch, int index, int identity)
    {
        ref readonly var observation = ref batch[index];
        var owner = batch.OwnerOf(index);
        var ownerKeyLength = OwnerKeyLength(owner);
        var rdataSetOffset = ownerKeyLength + RRsetKey.TypeAndBailiwickLength;
        var keyLength = rdataSetOffset + observation.RDataSetLength;
        if (keyLength > RunFormat.MaxKeyLength) throw new ArgumentException($"An RRset of {keyLength} octets is longer than an archive may hold.");

        var number = _entries.Add(keyLength);
        var key = _entries.Tail(number, keyLength);
        owner.CopyTo(key);
        RRsetKey.WriteTypeAndBailiwick(observation.Type, observation.Bailiwick, key[ownerKeyLength..]);
        batch.RDataSetOf(index).CopyTo(key[rdataSetOffset..]);

        _entries.Head(number) = new Entry
        {
            KeyLength = keyLength, OwnerKeyLength = (ushort)ownerKeyLength, OwnerLength = observation.OwnerLength, First = new Seen { Identity = identity },
        };
        return number;
    }

    /// <summary>Numbers in another order, as a mixer of 32 bits has it under a key of this process: no two identities have one place.</summary>
    private static uint Place(int identity)
    {
        var mixed = (uint)identity ^ PlaceKey;
        mixed = (mixed ^ (mixed >> 16)) * 0x7FEB352D;
        mixed = (mixed ^ (mixed >> 15)) * 0x846CA68B;
        return mixed ^ (mixed >> 16);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
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

    /// <summary>How much a table holds.</summary>
    internal readonly record struct Extent(int Entries, int Others);

    /// <summary>A sighting, or a piece of one, with what hangs on it.</summary>
    /// <remarks>
    /// The order of the tree is that of the identities' places (see <see cref="Place"/>), which nobody outside knows: so its branches are short,
    /// however many servers say an RRset, and in whatever order.
    /// </remarks>
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
    private struct Seen
    {
        public long FirstFrame;
        public uint FirstTime; // within the era
        public uint LastTime;
        public uint Times; // 0 at first; what has been seen more often than this holds has another piece
        public uint TtlMin;
        public uint TtlMax;
        public int Identity;
        public int Below; // number + 1 of another; 0 for none
        public int Above;

        public readonly bool IsOf(int identity) => Identity == identity && Times < uint.MaxValue;

        /// <summary>Where to look on for an identity.</summary>
        [UnscopedRef]
        public ref int NextTo(int identity)
        {
            if (Place(identity) < Place(Identity)) return ref Below;
            return ref Above;
        }

        /// <summary>Lets go of those from a number on.</summary>
        public void CutFrom(int end)
        {
            if (Below > end) Below = 0;
            if (Above > end) Above = 0;
        }
    }

    /// <summary>Head of a record; the RRset's key is behind it.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
    private struct Entry
    {
        public int KeyLength;
        public ushort OwnerKeyLength;
        public byte OwnerLength;
        public Seen First;
    }

    /// <summary>The keys of the entries, which have their owner-keys by now.</summary>
    private readonly struct Keys(RecordArena<Entry> entries) : IKeyList
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ReadOnlySpan<byte> KeyAt(int number) => entries.Tail(number, entries.Head(number).KeyLength);
    }

    private sealed class Cursor(ObservationTable table, int[] order) : IRRsetCursor
    {
        private readonly RecordArena<Entry> _entries = table._entries;
        private readonly List<Sighting> _sightings = [];
        private int _first;
        private int _end;
        private int _fetched; // as in the table

        public ReadOnlySpan<byte> Key => KeyAt(order[_first]);

        public ReadOnlySpan<Sighting> Sightings
        {
            get
            {
                _sightings.Clear();
                for (var i = _first; i < _end; i++) AddSightings(_entries.Head(order[i]).First);
                return CollectionsMarshal.AsSpan(_sightings);
            }
        }

        public bool MoveNext()
        {
            if (_end == order.Length) return false;
            _first = _end;
            do
            {
                if (_end % Together == 0) FetchNext();
                _end++;
            }
            while (_end < order.Length && KeyAt(order[_end]).SequenceEqual(Key));
            return true;
        }

        public void Dispose()
        {
        }

        private ReadOnlySpan<byte> KeyAt(int number) => _entries.Tail(number, _entries.Head(number).KeyLength);

        /// <summary>In key order the next entries lie anywhere: see <see cref="ObservationTable.Add(ObservationBatch)"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // its loop is hot from the first call on
        private void FetchNext()
        {
            foreach (var number in order.AsSpan(_end, Math.Min(2 * Together, order.Length - _end))) _fetched += _entries.Head(number).KeyLength;
        }

        private void AddSightings(in Seen seen)
        {
            Add(seen);
            if (seen.Below > 0) AddSightings(table._others.Head(seen.Below - 1));
            if (seen.Above > 0) AddSightings(table._others.Head(seen.Above - 1));
        }

        private void Add(in Seen seen) => _sightings.Add(
            table._identities[seen.Identity].SightingOf((seen.FirstTime, seen.LastTime, seen.Times), seen.FirstFrame, seen.TtlMin, seen.TtlMax));
    }
}
