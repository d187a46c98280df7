using System.Buffers.Binary;
using System.Numerics;

namespace PassiveDns.Indexer.Runs;

/// <summary>The CRC-32C of RFC 3720 appendix B.4: polynomial 1EDC6F41, reflected, all ones before and after.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> octets)
    {
        var crc = uint.MaxValue;
        for (; octets.Length >= sizeof(ulong); octets = octets[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(octets));
        foreach (var octet in octets) crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }
}
