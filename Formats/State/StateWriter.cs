using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PassiveDns.Formats.State;

/// <summary>Writes the state of unfinished work, for another process to carry on from.</summary>
/// <remarks>
/// <para>
/// A mark and the version of the format, the fields one behind the other, the SHA-256 of all before. Nothing names the fields: who reads
/// must ask for the same ones in the same order, and whatever changes in them, or in what they mean, changes <see cref="Version"/>.
/// </para>
/// Numbers take one octet or more (LEB128, the sign in the lowest bit); words take eight, least first.
/// </remarks>
/// <param name="stream">Written in large pieces; stays open when the writer is disposed.</param>
public sealed class StateWriter(Stream stream) : IDisposable
{
    /// <summary>Of what all savers write together.</summary>
    internal const ulong Version = 2;

    /// <summary>Octets of the longest octet string.</summary>
    internal const int MaxOctets = 1 << 17;

    private const int BufferLength = 1 << 16;
    private const int MaxNumberLength = 10;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = Begin(new byte[BufferLength]);
    private int _count = Mark.Length + sizeof(ulong);

    internal static ReadOnlySpan<byte> Mark => "PDNSSTAT"u8;

    public void WriteBoolean(bool value) => WriteNumber(value ? 1 : 0);

    /// <summary>Writes a number, small ones in few octets.</summary>
    public void WriteNumber(long value)
    {
        Reserve(MaxNumberLength);
        var rest = (ulong)(value << 1) ^ (ulong)(value >> 63);
        for (; rest > 0x7F; rest >>= 7) _buffer[_count++] = (byte)(rest | 0x80);
        _buffer[_count++] = (byte)rest;
    }

    /// <summary>Writes a number of which all bits may be set.</summary>
    public void WriteWord(ulong value)
    {
        Reserve(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.AsSpan(_count), value);
        _count += sizeof(ulong);
    }

    /// <summary>Writes octets behind their number, 131,072 at most.</summary>
    public void WriteOctets(ReadOnlySpan<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(octets.Length, MaxOctets);
        WriteNumber(octets.Length);
        while (!octets.IsEmpty)
        {
            Reserve(1);
            var part = octets[..Math.Min(octets.Length, _buffer.Length - _count)];
            part.CopyTo(_buffer.AsSpan(_count));
            _count += part.Length;
            octets = octets[part.Length..];
        }
    }

    public void WriteText(string text) => WriteOctets(Encoding.UTF8.GetBytes(text));

    /// <summary>Closes the state. What follows in the stream is not part of it.</summary>
    /// <exception cref="IOException"/>
    public void Finish()
    {
        Flush();
        stream.Write(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    private static byte[] Begin(byte[] buffer)
    {
        Mark.CopyTo(buffer);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.AsSpan(Mark.Length), Version);
        return buffer;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _count < count) Flush();
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _count);
        stream.Write(_buffer, 0, _count);
        _count = 0;
    }
}
