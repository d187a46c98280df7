using System.Buffers.Binary;
using System.Numerics;

namespace PassiveDns.Indexer.Runs;

/// <summary>
/// A Bloom filter in front of each block of a run file: tells in 2 us, for most names and addresses that the run does not hold, that it need not read
/// and expand the block they would stand in. See FORMAT.md section 3.2.
/// </summary>
internal static class BlockFilter
{
    public const int ChecksumLength = sizeof(uint);

    private const int BitsPerKey = 8;

    // Fewer octets let more strangers through than the share of bits that are set would have it.
    private const int SmallestLength = 8;

    // With eight bits a key, five probes let 2 in 100 strangers through.
    private const int Probes = 5;

    private const ulong FirstFactor = 0xFF51AFD7ED558CCD;
    private const ulong SecondFactor = 0xC4CEB9FE1A85EC53;
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>Octets of a filter of so many keys, with its check sum.</summary>
    public static int LengthOf(int keys) => Math.Max(SmallestLength, ((keys * BitsPerKey) + 7) / 8) + ChecksumLength;

    /// <summary>The number that stands for a key: eight octets at a time, as they are in the file, mixed by multiplying.</summary>
    public static ulong Hash(ReadOnlySpan<byte> key)
    {
        var hash = (ulong)key.Length * Golden;
        for (; key.Length >= sizeof(ulong); key = key[sizeof(ulong)..]) hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(key));
        var rest = 0UL;
        for (var i = 0; i < key.Length; i++) rest |= (ulong)key[i] << (8 * i);
        return Mix(hash ^ rest);
    }

    /// <summary>Writes a filter that holds the keys of these hashes.</summary>
    public static void Write(IReadOnlyCollection<ulong> hashes, OctetBuffer filter)
    {
        filter.Clear();
        var octets = filter.Take(LengthOf(hashes.Count));
        octets.Clear();
        var bits = octets[..^ChecksumLength];
        foreach (var hash in hashes)
        {
            for (var probe = 0; probe < Probes; probe++)
            {
                var bit = Place(hash, probe, bits.Length);
                bits[bit >> 3] |= (byte)(1 << (bit & 7));
            }
        }

        BinaryPrimitives.WriteUInt32LittleEndian(octets[^ChecksumLength..], Crc32C.Of(bits));
    }

    /// <summary>The filter is one, and not other octets.</summary>
    public static bool IsSound(ReadOnlySpan<byte> filter) => filter.Length > ChecksumLength
        && BinaryPrimitives.ReadUInt32LittleEndian(filter[^ChecksumLength..]) == Crc32C.Of(filter[..^ChecksumLength]);

    /// <returns>False when the key of this hash is certainly not among the filter's.</returns>
    public static bool MayHold(ReadOnlySpan<byte> filter, ulong hash)
    {
        var bits = filter[..^ChecksumLength];
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = Place(hash, probe, bits.Length);
            if ((bits[bit >> 3] & (1 << (bit & 7))) == 0) return false;
        }

        return true;
    }

    private static int Place(ulong hash, int probe, int octets)
    {
        var step = (uint)BitOperations.RotateLeft(hash, 32) | 1;
        return (int)(((uint)hash + ((uint)probe * step)) % ((uint)octets * 8));
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * FirstFactor;
        value = (value ^ (value >> 33)) * SecondFactor;
        return value ^ (value >> 33);
    }
}
