using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer;

/// <summary>Takes the RRsets out of a response, and finds out whether it is a negative answer.</summary>
/// <remarks>
/// <para>
/// The records of a section with one owner and type are an RRset (RFC 2181 section 5); one that stands in several sections with the same
/// records counts once. Left out are other classes than IN, and types that are not data: OPT, TSIG, TKEY, types that only questions have,
/// and a SIG that covers no type (RFC 2931).
/// </para>
/// <para>
/// Records before a fault, or before the capture's cut, are kept, and so is an RRset of which only the first records came: what they say
/// was said, and nothing on the wire tells how many were to follow.
/// </para>
/// <para>
/// The work is n log n in the records, in buffers that are used again and grow to what the largest message needed, some megabytes at most.
/// </para>
/// </remarks>
internal sealed partial class RRsetExtractor
{
    /// <summary>Octets that a message may expand to. 64 KiB with every record pointing at the longest of names need 3 MiB.</summary>
    private const int MaxExpansion = 4 << 20;

    /// <summary>Room for the length before an rdata.</summary>
    private const int MaxRDataPrefix = 3;

    /// <summary>So few are put in order faster without a call per comparison.</summary>
    private const int FewRecords = 16;

    /// <summary>Octets of a record between its class and its rdata.</summary>
    private const int TtlAndLength = 6;

    private const int None = -1;

    private readonly Accounting _accounting;
    private readonly SeededHash _hash = new();
    private readonly Comparison<int> _byRData;
    private readonly byte[] _owner = new byte[DomainName.MaxLength];
    private byte[] _octets = new byte[16_384];
    private Record[] _records = new Record[64];
    private Group[] _groups = new Group[64];
    private int[] _buckets = new int[128]; // group + 1; 0 is none
    private int[] _order = new int[64];
    private int _octetCount;
    private int _recordCount;
    private int _groupCount;

    public RRsetExtractor(Accounting accounting)
    {
        _accounting = accounting;
        _byRData = CompareRData;
    }

    /// <summary>RRsets that were read.</summary>
    public int Count { get; private set; }

    /// <summary>It refers to other servers: no answer, and the name servers of a zone (RFC 1034 section 4.3.1).</summary>
    public bool IsReferral
    {
        get
        {
            var hasServers = false;
            foreach (ref readonly var group in _groups.AsSpan(0, _groupCount))
            {
                if (group.Section == DnsSection.Answer) return false;
                hasServers |= group.Type == RRType.NS && group.Section == DnsSection.Authority;
            }

            return hasServers;
        }
    }

    /// <summary>Something of the message could not be read, or not as its type has it.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>Reads all records; what was read before is forgotten.</summary>
    /// <param name="reader">Of <paramref name="message"/>, its questions read.</param>
    public void Read(ref DnsMessageReader reader, ReadOnlySpan<byte> message)
    {
        Clear();
        while (reader.TryReadRecord(_owner, out var record))
        {
            if (IsLeftOut(record, message)) continue;
            if (TryKeep(record, message, reader.Names)) continue;
            IsPartial = true;
            break;
        }

        IsPartial |= reader.Fault.Kind != WireFaultKind.None;
        for (var group = 0; group < _groupCount; group++) Complete(ref _groups[group]);
    }

    /// <summary>Hands on the RRsets that were read, and the negative answer.</summary>
    /// <param name="question">What was asked for, lower case; empty where that is not known, and then nothing is foreign to it.</param>
    public void HandOn(IRRsetSink sink, SightingStatus status, Vantage vantage, IpAddress server, ReadOnlySpan<byte> question, FrameMark mark)
    {
        var zone = ZoneOf(question);
        foreach (ref readonly var group in _groups.AsSpan(0, _groupCount))
        {
            if (group.IsRepeat) continue;
            sink.Add(new RRsetObservation
            {
                Owner = _octets.AsSpan(group.OwnerStart, group.OwnerLength),
                Type = group.Type,
                RDataSet = _octets.AsSpan(group.SetStart, group.SetLength),
                TimeNanoseconds = mark.TimeNanoseconds,
                FrameNumber = mark.Number,
                TtlMin = group.TtlMin,
                TtlMax = group.TtlMax,
                Status = status,
                Vantage = vantage,
                Server = server,
                IsForeign = !question.IsEmpty && IsForeign(OwnerOf(group), question, zone),
            });
        }

        if (!HasNegative) return;
        Span<byte> data = stackalloc byte[NegativeAnswer.Length];
        _negative.Write(data);
        sink.Add(new RRsetObservation
        {
            Owner = NegativeOwner,
            Type = _negativeType,
            RDataSet = data,
            IsNegative = true,
            TimeNanoseconds = mark.TimeNanoseconds,
            FrameNumber = mark.Number,
            TtlMin = _negativeTtl,
            TtlMax = _negativeTtl,
            Status = status,
            Vantage = vantage,
            Server = server,
            IsForeign = !question.IsEmpty && IsForeign(NegativeOwner, question, zone),
        });
    }

    /// <summary>
    /// The deepest zone that the response names, by its NS or SOA, at or above what was asked for. The root and top-level domains are left out: a
    /// server that spoke for one of those would have everything below it related to any question.
    /// </summary>
    private ReadOnlySpan<byte> ZoneOf(ReadOnlySpan<byte> question)
    {
        var zone = ReadOnlySpan<byte>.Empty;
        var labels = 1;
        foreach (ref readonly var group in _groups.AsSpan(0, _groupCount))
        {
            if (group.Type is not (RRType.NS or RRType.SOA)) continue;
            var owner = OwnerOf(group);
            if (owner.Length > question.Length || !DomainName.IsAtOrBelow(question, owner) || DomainName.LabelCount(owner) <= labels) continue;
            zone = owner;
            labels = DomainName.LabelCount(owner);
        }

        return zone;
    }

    /// <summary>See <see cref="Sighting.IsForeign"/>.</summary>
    private static bool IsForeign(ReadOnlySpan<byte> owner, ReadOnlySpan<byte> question, ReadOnlySpan<byte> zone)
    {
        if (owner.SequenceEqual(question)) return false;
        if (!zone.IsEmpty) return !DomainName.IsAtOrBelow(owner, zone);
        return DomainName.LabelCount(owner) < 2 || !DomainName.IsAtOrBelow(question, owner);
    }

    private void Clear()
    {
        foreach (ref readonly var group in _groups.AsSpan(0, _groupCount)) BucketOf(group.Hash) = 0;
        _octetCount = _recordCount = _groupCount = 0;
        Count = 0;
        IsPartial = false;
        _extendedResponseCode = 0;
    }

    private bool IsLeftOut(in DnsRecord record, ReadOnlySpan<byte> message)
    {
        if (RDataTypes.IsMeta(record.Type)) // before the class, which in OPT is none
        {
            if (record.Type == RRType.OPT) _extendedResponseCode |= message[record.RDataOffset - TtlAndLength];
            return true;
        }

        if (record.Class != DnsMessageReader.ClassIn)
        {
            _accounting.Add(AnalysisFact.OtherClassRecords);
            return true;
        }

        return record.Type == RRType.SIG && message.Slice(record.RDataOffset, Math.Min(2, record.RDataLength)).IndexOfAnyExcept((byte)0) < 0;
    }

    private bool TryKeep(in DnsRecord record, ReadOnlySpan<byte> message, NameMemo? names)
    {
        var room = record.OwnerLength + MaxRDataPrefix + RDataCanonical.MaxLength(record.Type, record.RDataLength);
        if (!TryReserve(room)) return false;

        var owner = _owner.AsSpan(0, record.OwnerLength);
        DomainName.ToLower(owner);
        var at = FindOrAddGroup(record.Section, record.Type, owner);
        ref var group = ref _groups[at];
        var index = AddRecord(record, message, names);
        if (group.RecordCount++ == 0) group.First = index;
        else _records[group.Last].Next = index;
        group.Last = index;
        group.TtlMin = Math.Min(group.TtlMin, record.Ttl);
        group.TtlMax = Math.Max(group.TtlMax, record.Ttl);
        return true;
    }

    private bool TryReserve(int room)
    {
        if (_octets.Length - _octetCount >= room) return true;
        if (_octetCount + room > MaxExpansion) return false;
        Array.Resize(ref _octets, Math.Max(2 * _octets.Length, _octetCount + room));
        return true;
    }

    /// <summary>Writes a record's canonical rdata behind its length, as it stands in an rdata set.</summary>
    private int AddRecord(in DnsRecord record, ReadOnlySpan<byte> message, NameMemo? names)
    {
        var start = _octetCount + MaxRDataPrefix;
        var fits = RDataCanonical.TryWrite(
            record.Type, message, record.RDataOffset, record.RDataLength, _octets.AsSpan(start), out var length, names);
        IsPartial |= !fits;
        _octetCount = start + length;

        Span<byte> prefix = stackalloc byte[MaxRDataPrefix];
        var prefixLength = RRsetKey.WriteRDataLength(length, prefix);
        prefix[..prefixLength].CopyTo(_octets.AsSpan(start - prefixLength));

        if (_recordCount == _records.Length) Array.Resize(ref _records, 2 * _recordCount);
        _records[_recordCount] = new Record { RDataStart = start, RDataLength = length, PrefixLength = prefixLength, Next = None };
        return _recordCount++;
    }

    private int FindOrAddGroup(DnsSection section, RRType type, ReadOnlySpan<byte> owner)
    {
        // Records of an RRset usually stand side by side.
        if (_groupCount > 0 && IsOf(_groups[_groupCount - 1], section, type, owner)) return _groupCount - 1;
        var hash = HashOf(section, type, _hash.Of(owner));
        var found = FindGroup(section, type, owner, hash);
        if (found != None) return found;

        if (_groupCount == _groups.Length) Array.Resize(ref _groups, 2 * _groupCount);
        if (_groupCount == _buckets.Length) GrowBuckets();
        owner.CopyTo(_octets.AsSpan(_octetCount));
        _groups[_groupCount] = new Group
        {
            OwnerStart = _octetCount,
            OwnerLength = owner.Length,
            Type = type,
            Section = section,
            Hash = hash,
            TtlMin = uint.MaxValue,
        };
        _octetCount += owner.Length;
        LinkBucket(_groupCount);
        return _groupCount++;
    }

    private ulong HashOf(DnsSection section, RRType type, ulong ownerHash) => _hash.Combine(ownerHash, ((ulong)type << 8) | (ulong)section);

    private int FindGroup(DnsSection section, RRType type, ReadOnlySpan<byte> owner, ulong hash)
    {
        var index = BucketOf(hash) - 1;
        while (index != None && !IsOf(_groups[index], section, type, owner)) index = _groups[index].NextInBucket;
        return index;
    }

    private bool IsOf(in Group group, DnsSection section, RRType type, ReadOnlySpan<byte> owner) =>
        group.Type == type && group.Section == section && OwnerOf(group).SequenceEqual(owner);

    private ReadOnlySpan<byte> OwnerOf(in Group group) => _octets.AsSpan(group.OwnerStart, group.OwnerLength);

    private ref int BucketOf(ulong hash) => ref _buckets[hash & (ulong)(_buckets.Length - 1)];

    private void LinkBucket(int group)
    {
        ref var bucket = ref BucketOf(_groups[group].Hash);
        _groups[group].NextInBucket = bucket - 1;
        bucket = group + 1;
    }

    private void GrowBuckets()
    {
        _buckets = new int[2 * _buckets.Length];
        for (var group = 0; group < _groupCount; group++) LinkBucket(group);
    }

    /// <summary>Makes the rdata set of a group whose records are all there.</summary>
    private void Complete(ref Group group)
    {
        if (group.RecordCount == 1)
        {
            ref readonly var record = ref _records[group.First];
            group.SetStart = record.RDataStart - record.PrefixLength;
            group.SetLength = record.PrefixLength + record.RDataLength;
        }
        else
        {
            Sort(group);
            WriteSet(ref group);
        }

        group.IsRepeat = StandsInEarlierSection(group);
        if (!group.IsRepeat) Count++;
    }

    /// <summary>Puts a group's records in the order of RFC 4034 section 6.3, in <see cref="_order"/>.</summary>
    private void Sort(in Group group)
    {
        if (_order.Length < group.RecordCount) _order = new int[_records.Length];
        var order = _order.AsSpan(0, group.RecordCount);
        for (int i = 0, record = group.First; i < order.Length; i++, record = _records[record].Next) order[i] = record;
        if (order.Length > FewRecords)
        {
            order.Sort(_byRData);
            return;
        }

        for (var i = 1; i < order.Length; i++)
        {
            var record = order[i];
            var at = i;
            for (; at > 0 && CompareRData(order[at - 1], record) > 0; at--) order[at] = order[at - 1];
            order[at] = record;
        }
    }

    private int CompareRData(int a, int b) => RDataOrder.Compare(RDataOf(_records[a]), RDataOf(_records[b]));

    private ReadOnlySpan<byte> RDataOf(in Record record) => _octets.AsSpan(record.RDataStart, record.RDataLength);

    /// <summary>Writes the records in <see cref="_order"/> one behind the other, repeats left out.</summary>
    private void WriteSet(ref Group group)
    {
        var room = 0;
        var order = _order.AsSpan(0, group.RecordCount);
        foreach (var record in order) room += _records[record].PrefixLength + _records[record].RDataLength;
        if (_octets.Length - _octetCount < room) Array.Resize(ref _octets, Math.Max(2 * _octets.Length, _octetCount + room));

        group.SetStart = _octetCount;
        for (var i = 0; i < order.Length; i++)
        {
            if (i > 0 && CompareRData(order[i - 1], order[i]) == 0) continue;
            ref readonly var record = ref _records[order[i]];
            var length = record.PrefixLength + record.RDataLength;
            _octets.AsSpan(record.RDataStart - record.PrefixLength, length).CopyTo(_octets.AsSpan(_octetCount));
            _octetCount += length;
        }

        group.SetLength = _octetCount - group.SetStart;
    }

    /// <summary>True when an earlier section has the same RRset; that one then takes over the TTLs.</summary>
    private bool StandsInEarlierSection(in Group group)
    {
        if (_groups[0].Section == group.Section) return false;
        var owner = OwnerOf(group);
        var ownerHash = _hash.Of(owner);
        var set = _octets.AsSpan(group.SetStart, group.SetLength);
        for (var section = DnsSection.Answer; section < group.Section; section++)
        {
            var index = FindGroup(section, group.Type, owner, HashOf(section, group.Type, ownerHash));
            if (index == None) continue;
            ref var earlier = ref _groups[index];
            if (!_octets.AsSpan(earlier.SetStart, earlier.SetLength).SequenceEqual(set)) continue;
            earlier.TtlMin = Math.Min(earlier.TtlMin, group.TtlMin);
            earlier.TtlMax = Math.Max(earlier.TtlMax, group.TtlMax);
            return true;
        }

        return false;
    }

    /// <summary>A record's place among the octets; its length in LEB128 stands directly before its rdata.</summary>
    private struct Record
    {
        public int RDataStart;
        public int RDataLength;
        public int PrefixLength;
        public int Next; // of the same group
    }

    /// <summary>An RRset in the making.</summary>
    private struct Group
    {
        public ulong Hash;
        public int OwnerStart;
        public int OwnerLength;
        public RRType Type;
        public DnsSection Section;
        public bool IsRepeat;
        public int RecordCount;
        public int First;
        public int Last;
        public int SetStart;
        public int SetLength;
        public uint TtlMin;
        public uint TtlMax;
        public int NextInBucket;
    }
}
