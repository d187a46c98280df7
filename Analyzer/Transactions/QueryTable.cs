using PassiveDns.Analyzer.Evidence;
using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer.Transactions;

/// <summary>How a response stands to the queries of the capture.</summary>
internal enum MatchResult : byte
{
    /// <summary>No query for it.</summary>
    Unsolicited,

    /// <summary>It answers a query.</summary>
    Matched,

    /// <summary>Its query was answered before, in the same words.</summary>
    Duplicate,

    /// <summary>Its query was answered before, otherwise.</summary>
    Conflicting,
}

/// <summary>The queries of the last 60 s of capture time, to tell which responses were asked for.</summary>
/// <remarks>
/// <para>
/// A query is known by addresses, ports, protocol, id, and the name octet for octet (so that 0x20 randomisation helps), type and class,
/// which is always IN here. A response without question answers by the first four alone, and only with FORMERR, SERVFAIL, NOTIMP or
/// REFUSED: what a server says that could not read the question. The later messages of a zone transfer may lack it too
/// (RFC 5936 section 2.2.1).
/// </para>
/// <para>A query that is sent again waits for one response more. An answered one is remembered, to know duplicates and conflicts.</para>
/// </remarks>
/// <param name="trail">Told which query a response was matched with; null for an ordinary analysis.</param>
/// <param name="sink">Told of every query once it is known what became of it; null for nobody. Those that ask for no name are left out.</param>
internal sealed class QueryTable(Accounting accounting, FrameTrail? trail = null, IRRsetSink? sink = null)
{
    /// <summary>Queries that wait for a response, at most; the oldest is pushed out.</summary>
    public const int MaxOpen = 131_072;

    /// <summary>Queries remembered after their response, at most.</summary>
    public const int MaxAnswered = 65_536;

    /// <summary>How long a query is remembered, in capture time.</summary>
    public const long LifetimeNanoseconds = 60_000_000_000;

    /// <summary>Queries of one flow and id that a response without question looks at, the latest first.</summary>
    private const int MaxWalk = 64;

    /// <summary>Times that a query is counted as sent again, at most.</summary>
    private const int MaxOutstanding = 1 << 30;

    private const int None = 0; // no entry has this index

    private readonly SeededHash _hash = new();
    private Entry[] _entries = new Entry[1_024];
    private int[] _byQuestion = new int[1_024];
    private int[] _byFlow = new int[1_024];
    private int _used = 1;
    private long _inserted;
    private int _spare = None; // chained by Newer
    private AgeList _open;
    private AgeList _answered;
    private int _matched; // with the last response

    /// <inheritdoc cref="PacketAnalysis.Load"/>
    public void Load(StateReader state)
    {
        var count = state.ReadInt32(0, MaxOpen + MaxAnswered);
        for (var i = 0; i < count; i++) LoadEntry(state);
        var isListed = new bool[_used];
        LoadList(state, ref _open, MaxOpen, isOpen: true, isListed);
        LoadList(state, ref _answered, MaxAnswered, isOpen: false, isListed);
        StateReader.Check(_open.Count + _answered.Count == count);
    }

    /// <summary>Saves the queries in the order in which they came, and by their places in it the two lists in order of age.</summary>
    public void Save(StateWriter state)
    {
        var places = PlacesByInsertion(out var indexes);
        state.WriteNumber(indexes.Length);
        foreach (var index in indexes) _entries[index].Save(state);
        SaveList(state, _open, places);
        SaveList(state, _answered, places);
    }

    /// <summary>Remembers a query.</summary>
    public void Add(in Transaction query, long timeNanoseconds)
    {
        var (flowHash, questionHash) = HashesOf(query);
        Expire(timeNanoseconds);
        var index = Find(query, questionHash, timeNanoseconds);
        if (index == None) index = Insert(query, flowHash, questionHash);
        else Unlink(index);

        ref var entry = ref _entries[index];
        entry.TimeNanoseconds = timeNanoseconds;
        entry.Outstanding = Math.Min(MaxOutstanding, entry.Outstanding + 1);
        trail?.Asked(index, isFirst: entry.Outstanding == 1);
        Append(ref _open, index);
        if (_open.Count > MaxOpen) PushOut(_open.Oldest);
    }

    /// <summary>Finds the query that a response answers, and notes that it was answered.</summary>
    /// <param name="contentHash">Stands for the octets of the response, to compare a later one with.</param>
    /// <param name="isTransfer">The query asked for a zone transfer.</param>
    public MatchResult Match(in Transaction response, int responseCode, ulong contentHash, long timeNanoseconds, out bool isTransfer)
    {
        isTransfer = IsTransfer(response.Type);
        var (flowHash, questionHash) = HashesOf(response);
        Expire(timeNanoseconds);
        var index = response.HasQuestion
            ? Find(response, questionHash, timeNanoseconds)
            : FindByFlow(response, flowHash, responseCode, timeNanoseconds);
        if (index == None)
        {
            trail?.Unasked();
            return MatchResult.Unsolicited;
        }

        trail?.FoundQuery(index);
        _matched = index;
        ref var entry = ref _entries[index];
        isTransfer = IsTransfer(entry.Type);
        var isStream = isTransfer && entry.IsTcp; // one answer in many messages
        if (entry.Outstanding == 0 && !isStream)
        {
            if (entry.AnswerHash == contentHash) return MatchResult.Duplicate;
            trail?.Contradicted(index);
            return MatchResult.Conflicting;
        }

        Unlink(index);
        entry.Outstanding = Math.Max(0, entry.Outstanding - 1);
        entry.WasAnswered = true;
        entry.AnswerHash = contentHash;
        if (!isStream) trail?.Answered(index);
        if (isTransfer) entry.TimeNanoseconds = timeNanoseconds; // as long as it goes on
        Append(ref entry.Outstanding > 0 ? ref _open : ref _answered, index);
        if (_answered.Count > MaxAnswered) Remove(_answered.Oldest);
        return MatchResult.Matched;
    }

    /// <summary>Tells of the query that the last response was matched with. No other may have come since.</summary>
    public void HandOnMatched(QueryOutcome outcome, int responseLength)
    {
        ref readonly var entry = ref _entries[_matched];
        if (!entry.IsOfName) return;
        sink?.Add(new QueryObservation
        {
            Name = entry.Name,
            Type = entry.Type,
            TimeNanoseconds = entry.TimeNanoseconds,
            Outcome = outcome,
            ResponseLength = responseLength,
        });
    }

    /// <summary>The capture is over: what is open stays unanswered.</summary>
    public void Finish()
    {
        while (_open.Oldest != None) RemoveAged(_open.Oldest);
        while (_answered.Oldest != None) Remove(_answered.Oldest);
    }

    private static bool IsTransfer(RRType type) => type is RRType.AXFR or RRType.IXFR;

    /// <summary>FORMERR, SERVFAIL, NOTIMP, REFUSED (RFC 1035 section 4.1.1).</summary>
    private static bool MayLackQuestion(int responseCode) => responseCode is 1 or 2 or 4 or 5;

    private (uint Flow, uint Question) HashesOf(in Transaction transaction)
    {
        var flow = transaction.Flow;
        var hash = _hash.Combine(flow.Source.High ^ flow.Destination.Low, flow.Destination.High ^ flow.Source.Low);
        hash = _hash.Combine(hash, flow.Source.Low);
        var ports = ((ulong)flow.SourcePort << 16) | flow.DestinationPort;
        hash = _hash.Combine(hash, (ports << 17) | ((ulong)transaction.Id << 1) | (transaction.IsTcp ? 1UL : 0));
        var question = _hash.Combine(hash ^ (ushort)transaction.Type, _hash.Of(transaction.Name));
        return ((uint)hash, (uint)question);
    }

    private int Find(in Transaction transaction, uint hash, long timeNanoseconds)
    {
        var index = _byQuestion[hash & (_byQuestion.Length - 1)];
        while (index != None && !_entries[index].IsOf(transaction, hash)) index = _entries[index].NextByQuestion;
        return index == None || IsAlive(index, timeNanoseconds) ? index : RemoveAged(index);
    }

    /// <summary>The latest query of a flow and id that a response without question may answer: one that waits, or else one that was answered.</summary>
    private int FindByFlow(in Transaction response, uint hash, int responseCode, long timeNanoseconds)
    {
        var answered = None;
        var walked = 0;
        var next = None;
        for (var index = _byFlow[hash & (_byFlow.Length - 1)]; index != None && walked < MaxWalk; index = next)
        {
            ref var entry = ref _entries[index];
            next = entry.NextByFlow;
            if (!entry.IsOfFlow(response)) continue;
            walked++;
            if (!IsAlive(index, timeNanoseconds)) continue;
            if (!MayLackQuestion(responseCode) && !(entry.IsTcp && IsTransfer(entry.Type))) continue;
            if (entry.Outstanding > 0) return index;
            if (answered == None) answered = index;
        }

        return answered;
    }

    // The lists are in order of age as long as time rises; where a capture's does not, this decides.
    private bool IsAlive(int index, long timeNanoseconds) =>
        !CaptureTime.AreFarApart(_entries[index].TimeNanoseconds, timeNanoseconds, LifetimeNanoseconds);

    private void Expire(long timeNanoseconds)
    {
        while (_open.Oldest != None && !IsAlive(_open.Oldest, timeNanoseconds)) RemoveAged(_open.Oldest);
        while (_answered.Oldest != None && !IsAlive(_answered.Oldest, timeNanoseconds)) Remove(_answered.Oldest);
    }

    private int RemoveAged(int index)
    {
        if (!_entries[index].WasAnswered) accounting.Add(AnalysisFact.UnansweredQueries);
        Remove(index);
        return None;
    }

    private void HandOnUnanswered(in Entry entry)
    {
        if (entry.Outstanding == 0 || !entry.IsOfName) return;
        sink?.Add(new QueryObservation
        {
            Name = entry.Name,
            Type = entry.Type,
            TimeNanoseconds = entry.TimeNanoseconds,
            Outcome = QueryOutcome.Unanswered,
            Times = entry.Outstanding,
        });
    }

    private void PushOut(int index)
    {
        accounting.Add(AnalysisFact.QueriesPushedOut);
        Remove(index);
    }

    private int Insert(in Transaction query, uint flowHash, uint questionHash)
    {
        var index = _spare;
        if (index != None) _spare = _entries[index].Newer;
        else index = TakeNew();

        ref var entry = ref _entries[index];
        entry.Fill(query, flowHash, questionHash);
        entry.Number = ++_inserted;
        LinkHashes(index);
        return index;
    }

    private int TakeNew()
    {
        if (_used == _entries.Length) Grow();
        return _used++;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, 2 * _entries.Length);
        var chains = _byFlow;
        _byQuestion = new int[_entries.Length];
        _byFlow = new int[_entries.Length];
        foreach (var latest in chains) LinkHashesOf(latest); // every entry is in one: none is spare when a new one is wanted
    }

    /// <summary>Links the entries of an old chain by flow, the earliest first, so that the latest stays the first to be found.</summary>
    private void LinkHashesOf(int latest)
    {
        var index = latest;
        while (index != None && _entries[index].NextByFlow != None) index = _entries[index].NextByFlow;
        for (var later = None; index != None; index = later)
        {
            later = _entries[index].PreviousByFlow;
            LinkHashes(index);
        }
    }

    private void LoadEntry(StateReader state)
    {
        var flow = Flow.Load(state);
        var (timeNanoseconds, answerHash) = (state.ReadNumber(long.MinValue, long.MaxValue), state.ReadWord());
        var (outstanding, wasAnswered) = (state.ReadInt32(0, MaxOutstanding), state.ReadBoolean());
        var query = new Transaction
        {
            Flow = flow,
            IsTcp = state.ReadBoolean(),
            Id = (ushort)state.ReadNumber(0, ushort.MaxValue),
            Type = (RRType)state.ReadNumber(0, ushort.MaxValue),
            Name = state.ReadOctets(DomainName.MaxLength),
        };
        var (flowHash, questionHash) = HashesOf(query);
        var index = Insert(query, flowHash, questionHash); // may move the entries
        ref var entry = ref _entries[index];
        (entry.TimeNanoseconds, entry.AnswerHash, entry.Outstanding, entry.WasAnswered) = (timeNanoseconds, answerHash, outstanding, wasAnswered);
    }

    private void LoadList(StateReader state, ref AgeList list, int max, bool isOpen, bool[] isListed)
    {
        for (var count = state.ReadInt32(0, max); count > 0; count--)
        {
            var index = state.ReadInt32(1, _used - 1);
            StateReader.Check(!isListed[index] && _entries[index].Outstanding > 0 == isOpen);
            isListed[index] = true;
            Append(ref list, index);
        }
    }

    private void SaveList(StateWriter state, AgeList list, int[] places)
    {
        state.WriteNumber(list.Count);
        for (var index = list.Oldest; index != None; index = _entries[index].Newer) state.WriteNumber(places[index]);
    }

    /// <param name="indexes">Of all queries, in the order in which they came.</param>
    /// <returns>By index, the place in that order, from 1.</returns>
    private int[] PlacesByInsertion(out int[] indexes)
    {
        indexes = new int[_open.Count + _answered.Count];
        var count = 0;
        for (var index = _open.Oldest; index != None; index = _entries[index].Newer) indexes[count++] = index;
        for (var index = _answered.Oldest; index != None; index = _entries[index].Newer) indexes[count++] = index;
        Array.Sort(indexes, (a, b) => _entries[a].Number.CompareTo(_entries[b].Number));
        var places = new int[_used];
        for (var i = 0; i < indexes.Length; i++) places[indexes[i]] = i + 1;
        return places;
    }

    private void LinkHashes(int index)
    {
        ref var entry = ref _entries[index];
        ref var first = ref _byQuestion[entry.QuestionHash & (_byQuestion.Length - 1)];
        entry.NextByQuestion = first;
        first = index;

        first = ref _byFlow[entry.FlowHash & (_byFlow.Length - 1)];
        entry.PreviousByFlow = None;
        entry.NextByFlow = first;
        if (first != None) _entries[first].PreviousByFlow = index;
        first = index;
    }

    private void Remove(int index)
    {
        Unlink(index);
        ref var entry = ref _entries[index];
        HandOnUnanswered(entry);

        ref var link = ref _byQuestion[entry.QuestionHash & (_byQuestion.Length - 1)];
        while (link != index) link = ref _entries[link].NextByQuestion;
        link = entry.NextByQuestion;

        if (entry.PreviousByFlow != None) _entries[entry.PreviousByFlow].NextByFlow = entry.NextByFlow;
        else _byFlow[entry.FlowHash & (_byFlow.Length - 1)] = entry.NextByFlow;
        if (entry.NextByFlow != None) _entries[entry.NextByFlow].PreviousByFlow = entry.PreviousByFlow;

        entry.Newer = _spare;
        _spare = index;
    }

    private void Append(ref AgeList list, int index)
    {
        ref var entry = ref _entries[index];
        entry.Older = list.Newest;
        entry.Newer = None;
        if (list.Newest == None) list.Oldest = index;
        else _entries[list.Newest].Newer = index;
        list.Newest = index;
        list.Count++;
    }

    private void Unlink(int index)
    {
        ref var entry = ref _entries[index];
        ref var list = ref entry.Outstanding > 0 ? ref _open : ref _answered;
        if (entry.Older == None) list.Oldest = entry.Newer;
        else _entries[entry.Older].Newer = entry.Newer;
        if (entry.Newer == None) list.Newest = entry.Older;
        else _entries[entry.Newer].Older = entry.Older;
        list.Count--;
    }

    /// <summary>Ends of a chain of entries in the order in which they were put there.</summary>
    private struct AgeList
    {
        public int Oldest;
        public int Newest;
        public int Count;
    }

    private struct Entry
    {
        public Flow Flow;
        public long Number; // as it was put in
        public long TimeNanoseconds;
        public ulong AnswerHash;
        public uint QuestionHash;
        public uint FlowHash;
        public int NextByQuestion;
        public int NextByFlow;
        public int PreviousByFlow;
        public int Older;
        public int Newer;
        public int Outstanding;
        public ushort Id;
        public RRType Type;
        public bool IsTcp;
        public bool WasAnswered;
        private byte _nameLength;
        private byte[]? _name; // kept when the entry is used again

        public void Fill(in Transaction query, uint flowHash, uint questionHash)
        {
            Flow = query.Flow;
            Id = query.Id;
            Type = query.Type;
            IsTcp = query.IsTcp;
            FlowHash = flowHash;
            QuestionHash = questionHash;
            Outstanding = 0;
            WasAnswered = false;
            AnswerHash = 0;
            if (_name is null || _name.Length < query.Name.Length) _name = new byte[RoundUp(query.Name.Length)];
            query.Name.CopyTo(_name);
            _nameLength = (byte)query.Name.Length;
        }

        public readonly void Save(StateWriter state)
        {
            Flow.Save(state);
            state.WriteNumber(TimeNanoseconds);
            state.WriteWord(AnswerHash);
            state.WriteNumber(Outstanding);
            state.WriteBoolean(WasAnswered);
            state.WriteBoolean(IsTcp);
            state.WriteNumber(Id);
            state.WriteNumber((long)Type);
            state.WriteOctets(Name);
        }

        /// <summary>It asks for a name: not for a whole zone, and not for nothing, as one for a cookie does (RFC 7873 section 5.4).</summary>
        public readonly bool IsOfName => _nameLength > 0 && !IsTransfer(Type);

        public readonly ReadOnlySpan<byte> Name => _name.AsSpan(0, _nameLength);

        public readonly bool IsOf(in Transaction transaction, uint questionHash) =>
            QuestionHash == questionHash && Type == transaction.Type && IsOfFlow(transaction) && transaction.Name.SequenceEqual(Name);

        public readonly bool IsOfFlow(in Transaction transaction) =>
            Id == transaction.Id && IsTcp == transaction.IsTcp && Flow == transaction.Flow;

        /// <summary>To a length that few later names exceed.</summary>
        private static int RoundUp(int length) => (length + 31) & ~31;
    }
}
