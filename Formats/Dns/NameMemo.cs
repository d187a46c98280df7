namespace PassiveDns.Formats.Dns;

/// <summary>The names of one message that pointers led to, written out: whatever leads there again need not walk the chain again.</summary>
/// <remarks>
/// A chain of pointers may have 126 hops and 64 KiB may have 10,900 names at its end. What a name is from the target of a pointer on depends on
/// nothing but the target, so every target is walked once and the work is linear in the octets of the message and of its names. Where it ends in
/// a fault, that is remembered too; what came before the pointer may then make it one of another kind than without memory. One
/// instance serves one reader at a time and message after message; it takes memory (400 KB, 5 MB at most) when it first meets a large one.
/// </remarks>
public sealed class NameMemo
{
    /// <summary>Shorter messages have too few names to be worth it, octets.</summary>
    internal const int LeastMessage = 2_048;

    /// <summary>A pointer is known to lead to a fault.</summary>
    internal const int Faulty = -1;

    private const int Targets = 1 << 14; // what the 14 bits of a pointer reach
    private const int FirstRoom = 1 << 14;

    private readonly int[] _targets = new int[WireReader.MaxPointers]; // pointers followed in the name that is being read
    private readonly byte[] _written = new byte[WireReader.MaxPointers]; // octets of the name before each of them
    private readonly byte[] _pointers = new byte[WireReader.MaxPointers]; // and pointers, itself included
    private int _followed;
    private int _pointersAfter; // the one to what was known already, and those in that
    private Entry[] _entries = [];
    private byte[] _octets = [];
    private int _octetCount;
    private int _message; // entries of others are void

    /// <summary>What a pointer is known to lead to, after <see cref="Follow"/> gave <see cref="Faulty"/>.</summary>
    internal WireFault Fault { get; private set; }

    /// <summary>Pointers of this message that had to be followed: those to places that were known are not.</summary>
    internal int PointersFollowed { get; private set; }

    /// <summary>Forgets the message before.</summary>
    internal void Begin()
    {
        if (_entries.Length == 0)
        {
            _entries = new Entry[Targets];
            _octets = new byte[FirstRoom];
        }

        if (_message == int.MaxValue)
        {
            Array.Clear(_entries);
            _message = 0;
        }

        _message++;
        _octetCount = 0;
        PointersFollowed = 0;
    }

    /// <summary>A name is about to be read.</summary>
    internal void BeginName() => _followed = _pointersAfter = 0;

    /// <summary>A pointer was found: gives what it leads to, or notes that it is followed.</summary>
    /// <param name="pointers">Pointers in the name so far, this one included.</param>
    /// <param name="written">Octets of the name so far.</param>
    /// <param name="rest">Where the name goes on.</param>
    /// <returns>Octets written, root label included; 0 when the target is not known; <see cref="Faulty"/> when no name can come of it.</returns>
    internal int Follow(int target, int pointers, int written, scoped Span<byte> rest)
    {
        ref readonly var entry = ref _entries[target];
        if (entry.Message == _message && entry.Length > 0)
        {
            if (written + entry.Length > DomainName.MaxLength) return Refuse(WireFaultKind.NameTooLong, target);
            if (pointers + entry.Pointers > WireReader.MaxPointers) return Refuse(WireFaultKind.TooManyPointers, target);
            _pointersAfter = 1 + entry.Pointers;
            _octets.AsSpan(entry.Start, entry.Length).CopyTo(rest);
            return entry.Length;
        }

        if (entry.Message == _message && written >= entry.Written && pointers >= entry.Pointers) return Refuse(entry.Fault.Kind, entry.Fault.Offset);
        _targets[_followed] = target;
        _pointers[_followed] = (byte)pointers;
        _written[_followed++] = (byte)written;
        PointersFollowed++;
        return 0;
    }

    /// <summary>The name is complete: it tells what the pointers led to that were followed in it.</summary>
    internal void EndName(scoped ReadOnlySpan<byte> name)
    {
        if (_followed == 0) return;
        var first = _written[0];
        var suffix = name[first..];
        if (_octets.Length - _octetCount < suffix.Length) Array.Resize(ref _octets, 2 * _octets.Length);
        suffix.CopyTo(_octets.AsSpan(_octetCount));
        for (var i = 0; i < _followed; i++)
        {
            var before = _written[i] - first;
            _entries[_targets[i]] = new Entry
            {
                Message = _message,
                Start = _octetCount + before,
                Length = (byte)(suffix.Length - before),
                Pointers = (byte)(_followed - 1 - i + _pointersAfter),
            };
        }

        _octetCount += suffix.Length;
    }

    /// <summary>The name is faulty: so is whatever comes by the same pointers with as much before them or more.</summary>
    internal void FailName(WireFault fault)
    {
        for (var i = 0; i < _followed; i++)
            _entries[_targets[i]] = new Entry { Message = _message, Fault = fault, Written = _written[i], Pointers = _pointers[i] };
    }

    private int Refuse(WireFaultKind kind, int offset)
    {
        Fault = new WireFault(kind, offset);
        return Faulty;
    }

    /// <summary>What a target leads to: a name of so many octets and pointers, or a fault behind so many octets and pointers.</summary>
    private struct Entry
    {
        public int Message;
        public int Start;
        public byte Length; // 0 for a fault
        public byte Pointers;
        public byte Written;
        public WireFault Fault;
    }
}
