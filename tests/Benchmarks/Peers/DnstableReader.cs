using System.Buffers;
using System.Net;
using System.Runtime.InteropServices;
using PassiveDns.Benchmarks.Lookups;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>Lookups in a file that <see cref="DnstableWriter"/> made, entry by entry as dnstable does them; what is found is copied out and not read further.</summary>
internal sealed class DnstableReader : IDisposable
{
    private readonly ArrayBufferWriter<byte> _prefix = new(512);
    private readonly byte[] _key = new byte[1 << 18];
    private readonly byte[] _value = new byte[64];
    private nint _reader;

    /// <exception cref="IOException">It cannot be opened.</exception>
    public DnstableReader(string path)
    {
        _reader = Mtbl.NewReader(path, 0);
        if (_reader == 0) throw new IOException($"mtbl_reader_init failed for {path}");
    }

    /// <returns>RRsets of the owner.</returns>
    public int CountOwner(byte[] owner)
    {
        Begin(DnstableEncoding.RRset);
        _prefix.WriteReversed(owner);
        return Count(_ => true);
    }

    /// <returns>Records that hold the address, each with its owner.</returns>
    public int CountAddress(IPAddress address)
    {
        var octets = address.GetAddressBytes();
        Begin(DnstableEncoding.RData);
        _prefix.Write(octets);
        // Other rdata may begin with the same octets: the type stands behind them, the rdata's length at the end.
        return Count(length => _key[1 + octets.Length] == (byte)RRType.A && _key[length - 2] == octets.Length && _key[length - 1] == 0);
    }

    public void Dispose() => Mtbl.DestroyReader(ref _reader);

    private void Begin(byte entry)
    {
        _prefix.ResetWrittenCount();
        _prefix.WriteOctet(entry);
    }

    /// <param name="isWanted">Looks at the key's octets, of which it is told the number.</param>
    private int Count(Func<int, bool> isWanted)
    {
        var prefix = _prefix.WrittenSpan;
        var iterator = Mtbl.FindPrefix(Mtbl.Source(_reader), in MemoryMarshal.GetReference(prefix), (nuint)prefix.Length);
        var found = 0;
        while (found < LookupTimes.MostResults && Mtbl.Next(iterator, out var key, out var keyLength, out var value, out var valueLength) == Mtbl.Success)
        {
            Marshal.Copy(key, _key, 0, (int)keyLength);
            Marshal.Copy(value, _value, 0, (int)valueLength);
            if (isWanted((int)keyLength)) found++;
        }

        Mtbl.DestroyIterator(ref iterator);
        return found;
    }
}
