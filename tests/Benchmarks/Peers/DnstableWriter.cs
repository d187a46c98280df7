using System.Buffers;
using System.Runtime.InteropServices;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>Makes of the RRsets of an archive what dnstable_convert makes of its input: an MTBL file with all entries that its lookups go by.</summary>
/// <remarks>
/// In two ways it has less to do. An owner's forward name is added once, not with each of its RRsets; and all types share a file,
/// where dnstable_convert gives those of DNSSEC one of their own.
/// </remarks>
internal sealed class DnstableWriter : IDisposable
{
    private readonly MtblBuilder _table;
    private readonly bool _withForwardNames;
    private readonly ArrayBufferWriter<byte> _key = new(4_096);
    private readonly ArrayBufferWriter<byte> _value = new(32);
    private readonly byte[] _owner = new byte[DomainName.MaxLength];
    private readonly byte[] _bailiwick = new byte[DomainName.MaxLength];
    private int _ownerLength;

    private DnstableWriter(string path, bool withForwardNames)
    {
        _table = new MtblBuilder(path, Merge);
        _withForwardNames = withForwardNames;
    }

    private ReadOnlySpan<byte> Owner => _owner.AsSpan(0, _ownerLength);

    /// <param name="withForwardNames">With the entries by which one asks for names that begin with given labels.</param>
    /// <returns>RRsets written.</returns>
    public static long Write(IRRsetSource archive, string path, bool withForwardNames)
    {
        using var writer = new DnstableWriter(path, withForwardNames);
        var rrsets = 0L;
        foreach (var rrset in archive.Find(new RRsetQuery { Side = LookupSide.All }))
        {
            writer.Add(rrset);
            rrsets++;
        }

        writer._table.Write();
        return rrsets;
    }

    public void Dispose() => _table.Dispose();

    private void Add(RRset rrset)
    {
        ReadOwner(rrset);
        _value.ResetWrittenCount();
        _value.WriteTriplet((ulong)rrset.Window.FirstSeconds, (ulong)rrset.Window.LastSeconds, (ulong)rrset.Window.Count);
        AddRRset(rrset);
        var records = rrset.RDataSet;
        while (RRsetKey.TryReadRData(ref records, out var rdata))
        {
            AddRData(rrset.Type, rdata, [], rdata.Length);
            if (DnstableEncoding.NameOffset(rrset.Type) is not { } offset || offset >= rdata.Length) continue;
            if (offset > 0) AddRData(rrset.Type, rdata[offset..], rdata[..offset], rdata.Length - offset);
            AddName(DnstableEncoding.RDataNameReversed, rdata[offset..]);
        }
    }

    /// <summary>Reads the owner, and adds its forward name where it is another than the one before.</summary>
    private void ReadOwner(RRset rrset)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        owner = owner[..rrset.ReadOwner(owner)];
        if (owner.SequenceEqual(Owner)) return;
        owner.CopyTo(_owner);
        _ownerLength = owner.Length;
        if (_withForwardNames) AddName(DnstableEncoding.RRsetNameForward, owner);
    }

    private void AddRRset(RRset rrset)
    {
        var bailiwick = _bailiwick.AsSpan(0, rrset.ReadBailiwick(_bailiwick));
        Begin(DnstableEncoding.RRset);
        _key.WriteReversed(Owner);
        _key.WriteNumber((ulong)rrset.Type);
        _key.WriteReversed(bailiwick.IsEmpty ? DomainName.Root : bailiwick);
        _key.Write(rrset.RDataSet); // lengths are written alike
        _table.Add(_key.WrittenSpan, _value.WrittenSpan);
    }

    /// <param name="prefix">Octets that were in front of the rdata, for the types whose name comes later.</param>
    private void AddRData(RRType type, ReadOnlySpan<byte> rdata, ReadOnlySpan<byte> prefix, int length)
    {
        Begin(DnstableEncoding.RData);
        _key.Write(rdata);
        _key.WriteNumber((ulong)type);
        _key.WriteReversed(Owner);
        _key.Write(prefix);
        _key.WriteLength(length);
        _table.Add(_key.WrittenSpan, _value.WrittenSpan);
    }

    private void AddName(byte entry, ReadOnlySpan<byte> name)
    {
        Begin(entry);
        if (entry == DnstableEncoding.RDataNameReversed) _key.WriteReversed(name);
        else _key.Write(name);
        _table.Add(_key.WrittenSpan, []);
    }

    private void Begin(byte entry)
    {
        _key.ResetWrittenCount();
        _key.WriteOctet(entry);
    }

    /// <summary>Earliest, latest, sum; names have no value.</summary>
    private static void Merge(
        nint closure, nint key, nuint keyLength, nint value0, nuint value0Length, nint value1, nuint value1Length, out nint merged, out nuint mergedLength)
    {
        var value = new ArrayBufferWriter<byte>(32);
        if (value0Length > 0 && value1Length > 0)
        {
            var a = DnstableEncoding.ReadTriplet(Octets(value0, value0Length));
            var b = DnstableEncoding.ReadTriplet(Octets(value1, value1Length));
            value.WriteTriplet(Math.Min(a.First, b.First), Math.Max(a.Last, b.Last), a.Count + b.Count);
        }

        merged = Marshal.AllocHGlobal(value.WrittenCount + 1); // malloc, wherever there is a libmtbl
        mergedLength = (nuint)value.WrittenCount;
        Marshal.Copy(value.WrittenSpan.ToArray(), 0, merged, value.WrittenCount);
    }

    private static byte[] Octets(nint address, nuint length)
    {
        var octets = new byte[length];
        Marshal.Copy(address, octets, 0, octets.Length);
        return octets;
    }
}
