using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PassiveDns.Formats.State;

/// <summary>Reads what a <see cref="StateWriter"/> wrote: the same fields in the same order.</summary>
/// <remarks>
/// Octets that nobody wrote so give an <see cref="UnusableStateException"/> and nothing else, and take no more memory than they are long,
/// if who loads checks each field's range and takes memory only for what has come. Since the SHA-256 stands at the end, what was loaded is
/// to be believed after <see cref="Finish"/> only.
/// </remarks>
public sealed class StateReader : IDisposable
{
    private readonly Stream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[1 << 16];
    private byte[] _octets = new byte[256];
    private int _start;
    private int _end;

    /// <param name="stream">At the start of a state; stays open when the reader is disposed.</param>
    /// <exception cref="UnusableStateException">There is no state, or one of another version of the program.</exception>
    public StateReader(Stream stream)
    {
        _stream = stream;
        Span<byte> mark = stackalloc byte[StateWriter.Mark.Length];
        ReadExactly(mark);
        Check(mark.SequenceEqual(StateWriter.Mark), "it is none");
        Check(ReadWord() == StateWriter.Version, "another version of the program wrote it");
    }

    /// <summary>Sees to it that something of the state is as it must be.</summary>
    /// <param name="why">What is wrong otherwise: "it ...".</param>
    /// <exception cref="UnusableStateException">It is not.</exception>
    public static void Check(bool isTrue, string why = "it holds what cannot be")
    {
        if (!isTrue) throw new UnusableStateException($"the saved state cannot be used: {why}");
    }

    public bool ReadBoolean() => ReadNumber(0, 1) == 1;

    /// <exception cref="UnusableStateException">It is none in that range, both ends included.</exception>
    public long ReadNumber(long min, long max)
    {
        ulong bits = 0;
        byte octet;
        var shift = 0;
        do
        {
            Check(shift < 64);
            octet = ReadOctet();
            bits |= (ulong)(octet & 0x7F) << shift;
            shift += 7;
        }
        while (octet > 0x7F);

        var value = (long)(bits >> 1) ^ -(long)(bits & 1);
        Check(value >= min && value <= max);
        return value;
    }

    /// <inheritdoc cref="ReadNumber"/>
    public int ReadInt32(int min, int max) => (int)ReadNumber(min, max);

    /// <exception cref="UnusableStateException">The state ends.</exception>
    public ulong ReadWord()
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        ReadExactly(octets);
        return BinaryPrimitives.ReadUInt64LittleEndian(octets);
    }

    /// <returns>Valid until the next call.</returns>
    /// <exception cref="UnusableStateException">They are more than <paramref name="maxLength"/>.</exception>
    public ReadOnlySpan<byte> ReadOctets(int maxLength)
    {
        var length = ReadInt32(0, Math.Min(maxLength, StateWriter.MaxOctets));
        if (_octets.Length < length) _octets = new byte[Math.Max(length, 2 * _octets.Length)];
        var octets = _octets.AsSpan(0, length);
        ReadExactly(octets);
        return octets;
    }

    /// <inheritdoc cref="ReadOctets"/>
    public string ReadText() => Encoding.UTF8.GetString(ReadOctets(StateWriter.MaxOctets));

    /// <summary>Makes sure that all was read and is what was written.</summary>
    /// <exception cref="UnusableStateException">It is not.</exception>
    public void Finish()
    {
        _hash.AppendData(_buffer, 0, _start);
        Span<byte> found = stackalloc byte[SHA256.HashSizeInBytes];
        var expected = _hash.GetHashAndReset();
        ReadExactly(found);
        Check(found.SequenceEqual(expected), "its SHA-256 is not that of its octets");
        Check(_start == _end && !Fill(), "more follows it");
    }

    public void Dispose() => _hash.Dispose();

    private byte ReadOctet()
    {
        Check(_start < _end || Fill(), "it is cut");
        return _buffer[_start++];
    }

    private void ReadExactly(Span<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            Check(_start < _end || Fill(), "it is cut");
            var count = Math.Min(octets.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(octets);
            _start += count;
            octets = octets[count..];
        }
    }

    /// <summary>Reads on when all in the buffer was taken.</summary>
    private bool Fill()
    {
        _hash.AppendData(_buffer, 0, _end);
        _start = 0;
        _end = _stream.Read(_buffer);
        return _end > 0;
    }
}
