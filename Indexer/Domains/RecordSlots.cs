namespace PassiveDns.Indexer.Domains;

/// <summary>Numbers of records by the hash of what they hold: open addressing. The caller compares what is found.</summary>
internal sealed class RecordSlots
{
    private const int FirstLength = 1 << 10;

    private Slot[] _slots = new Slot[FirstLength];
    private int _count;

    public long Octets => _slots.Length * (long)sizeof(ulong);

    /// <summary>The place where a hash is looked for first.</summary>
    public int First(uint hash) => (int)hash & (_slots.Length - 1);

    /// <summary>The next record of a hash, from a place on, which moves behind it.</summary>
    /// <returns>False at the end.</returns>
    public bool TryNext(uint hash, ref int place, out int number)
    {
        while (!_slots[place].IsFree)
        {
            var slot = _slots[place];
            place = Next(place);
            if (slot.Hash != hash) continue;
            number = slot.Number;
            return true;
        }

        number = 0;
        return false;
    }

    /// <summary>What a hash leads to at first sight, most likely; -1 for nothing.</summary>
    public int Peek(uint hash) => _slots[First(hash)] is var slot && !slot.IsFree && slot.Hash == hash ? slot.Number : -1;

    public void Add(uint hash, int number)
    {
        if (++_count > _slots.Length / 3 * 2) Grow();
        Put(new Slot(hash, number));
    }

    public void Clear()
    {
        Array.Clear(_slots);
        _count = 0;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new Slot[2 * old.Length];
        foreach (var slot in old)
        {
            if (!slot.IsFree) Put(slot);
        }
    }

    private void Put(Slot slot)
    {
        var place = First(slot.Hash);
        while (!_slots[place].IsFree) place = Next(place);
        _slots[place] = slot;
    }

    private int Next(int place) => (place + 1) & (_slots.Length - 1);

    private readonly struct Slot(uint hash, int number)
    {
        private readonly int _number = number + 1;

        public uint Hash => hash;
        public bool IsFree => _number == 0;
        public int Number => _number - 1;
    }
}
