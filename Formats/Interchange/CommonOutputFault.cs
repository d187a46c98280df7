namespace PassiveDns.Formats.Interchange;

/// <summary>Why a line of a file in the Common Output Format gives no RRset.</summary>
public enum CommonOutputFault : byte
{
    None,

    /// <summary>More than <see cref="CommonOutputReader.MaxLineLength"/> octets, or records of more than <see cref="CommonOutputReader.MaxRDataSetLength"/>.</summary>
    TooLong,

    /// <summary>The stream ends in the middle of it.</summary>
    Cut,

    /// <summary>No JSON object.</summary>
    NotJson,

    /// <summary>No <c>rrname</c>, or none that is a domain name.</summary>
    Owner,

    /// <summary>No <c>rrtype</c>, or none that is a type.</summary>
    Type,

    /// <summary>No pair of times, a time that is no whole number from 0 on, or one that ends before it begins.</summary>
    Time,

    /// <summary><c>count</c> is no whole number from 0 on.</summary>
    Count,

    /// <summary><c>bailiwick</c> is neither <c>rrname</c> nor above it.</summary>
    Bailiwick,

    /// <summary>No <c>rdata</c>, or a text in it that is no rdata of the type.</summary>
    RData,
}

/// <summary>The words for a fault.</summary>
public static class CommonOutputFaultText
{
    /// <summary>A clause, e.g. behind a line number.</summary>
    public static string Of(CommonOutputFault fault) => fault switch
    {
        CommonOutputFault.None => "no fault",
        CommonOutputFault.TooLong => "too long",
        CommonOutputFault.Cut => "the file ends in the middle of it",
        CommonOutputFault.NotJson => "no JSON object",
        CommonOutputFault.Owner => "rrname: missing, or no domain name",
        CommonOutputFault.Type => "rrtype: missing, or no type",
        CommonOutputFault.Time => "times: missing, no whole numbers from 0 on, or the last before the first",
        CommonOutputFault.Count => "count: no whole number from 0 on",
        CommonOutputFault.Bailiwick => "bailiwick: neither rrname nor above it",
        CommonOutputFault.RData => "rdata: missing, or not of the type",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "no such fault"),
    };
}
