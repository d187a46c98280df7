using System.Buffers.Binary;
using System.Numerics;

namespace PassiveDns.Formats.Capture;

/// <summary>xxHash of 32 bits, seed 0, as lz4 frames carry it.</summary>
/// <remarks>Source: xxHash fast digest algorithm 0.1.1, section "XXH32 algorithm description".</remarks>
internal struct XxHash32()
{
    private const uint Prime1 = 0x9E37_79B1;
    private const uint Prime2 = 0x85EB_CA77;
    private const uint Prime3 = 0xC2B2_AE3D;
    private const uint Prime4 = 0x27D4_EB2F;
    private const uint Prime5 = 0x1656_67B1;
    private const int StripeLength = 16;

    private readonly byte[] _rest = new byte[StripeLength];
    private uint _a = unchecked(Prime1 + Prime2);
    private uint _b = Prime2;
    private uint _c;
    private uint _d = unchecked(0u - Prime1);
    private long _length;

    /// <summary>Of all that was appended.</summary>
    public readonly uint Value
    {
        get
        {
            var rest = _rest.AsSpan(0, (int)(_length % StripeLength));
            var hash = _length >= StripeLength
                ? BitOperations.RotateLeft(_a, 1) + BitOperations.RotateLeft(_b, 7) + BitOperations.RotateLeft(_c, 12) + BitOperations.RotateLeft(_d, 18)
                : Prime5;
            hash += (uint)_length;
            for (; rest.Length >= 4; rest = rest[4..])
                hash = BitOperations.RotateLeft(hash + (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime3), 17) * Prime4;
            foreach (var octet in rest) hash = BitOperations.RotateLeft(hash + (octet * Prime5), 11) * Prime1;
            hash = (hash ^ (hash >> 15)) * Prime2;
            hash = (hash ^ (hash >> 13)) * Prime3;
            return hash ^ (hash >> 16);
        }
    }

    public static uint Of(ReadOnlySpan<byte> octets)
    {
        var hash = new XxHash32();
        hash.Append(octets);
        return hash.Value;
    }

    public void Append(ReadOnlySpan<byte> octets)
    {
        var held = (int)(_length % StripeLength);
        _length += octets.Length;
        if (held > 0)
        {
            var count = Math.Min(StripeLength - held, octets.Length);
            octets[..count].CopyTo(_rest.AsSpan(held));
            octets = octets[count..];
            if (held + count < StripeLength) return;
            AddStripe(_rest);
        }

        for (; octets.Length >= StripeLength; octets = octets[StripeLength..]) AddStripe(octets);
        octets.CopyTo(_rest);
    }

    private void AddStripe(ReadOnlySpan<byte> octets)
    {
        _a = Round(_a, octets);
        _b = Round(_b, octets[4..]);
        _c = Round(_c, octets[8..]);
        _d = Round(_d, octets[12..]);
    }

    private static uint Round(uint lane, ReadOnlySpan<byte> octets) =>
        BitOperations.RotateLeft(lane + (BinaryPrimitives.ReadUInt32LittleEndian(octets) * Prime2), 13) * Prime1;
}
