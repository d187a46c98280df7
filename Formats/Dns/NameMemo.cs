namespace PassiveDns.Formats.Dns;

/// <summary>The names of one message that pointers led to, written out: whatever leads there again need not walk the chain again.</summary>
/// <remarks>
/// A chain of pointers may have 126 hops and 64 KiB may have 10,900 names at its end. What a name is from the target of a pointer on depends on
/// nothing but the target, so every target is walked once and the work is linear in the octets of the message and of its names. One
/// instance serves one reader at a time and message after message; it takes memory (200 KB, 4 MB at most) when it first meets a large one.
/// </remarks>
public sealed class NameMemo
{
    /// <summary>Shorter messages have too few names to be worth it, octets.</summary>
    internal const int LeastMessage = 2_048;

    private const int Targets = 1 << 14; // what the 14 bits of a pointer reach
    private const int FirstRoom = 1 << 14;

    private readonly int[] _targets = new int[WireReader.MaxPointers]; // pointers followed in the name that is being read
    private readonly byte[] _written = new byte[WireReader.MaxPointers]; // octets of the name before each of them
    private int _followed;
    private int _pointersAfter; // the one to what was known already, and those in that
    private Entry[] _entries = [];
    private byte[] _octets = [];
    private int _octetCount;
    private int _message; // entries of others are void

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
    /// <returns>Octets written, root label included; 0 when the target is not known or leads to a name that is too long.</returns>
    internal int Follow(int target, int pointers, int written, scoped Span<byte> rest)
    {
        ref readonly var entry = ref _entries[target];
        if (entry.Message == _message)
        {
            if (written + entry.Length > DomainName.MaxLength || pointers + entry.Pointers > WireReader.MaxPointers) return 0;
            _pointersAfter = 1 + entry.Pointers;
            _octets.AsSpan(entry.Start, entry.Length).CopyTo(rest);
            return entry.Length;
        }

        _targets[_followed] = target;
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

    private struct Entry
    {
        public int Message;
        public int Start;
        public byte Length;
        public byte Pointers;
    }
}
