using System.Runtime.InteropServices;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>The functions of libmtbl that the comparison needs, as mtbl.h of version 1.3.0 declares them.</summary>
internal static class Mtbl
{
    /// <summary><c>mtbl_res_success</c>.</summary>
    public const int Success = 1;

    /// <summary><c>MTBL_COMPRESSION_ZLIB</c>.</summary>
    public const int Zlib = 2;

    private const string Library = "libmtbl.so.1";
    private const DllImportSearchPath SearchPath = DllImportSearchPath.SafeDirectories;

    /// <summary>Puts two values of one key together.</summary>
    /// <param name="merged">Allocated as malloc does; the caller frees it.</param>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void MergeFunction(
        nint closure, nint key, nuint keyLength, nint value0, nuint value0Length, nint value1, nuint value1Length, out nint merged, out nuint mergedLength);

    public static bool IsInstalled => NativeLibrary.TryLoad(Library, typeof(Mtbl).Assembly, SearchPath, out _);

    [DllImport(Library, EntryPoint = "mtbl_sorter_options_init")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern nint NewSorterOptions();

    [DllImport(Library, EntryPoint = "mtbl_sorter_options_destroy")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern void DestroySorterOptions(ref nint options);

    [DllImport(Library, EntryPoint = "mtbl_sorter_options_set_merge_func")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern void SetMergeFunction(nint options, MergeFunction merge, nint closure);

    [DllImport(Library, EntryPoint = "mtbl_sorter_options_set_max_memory")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern void SetMaxMemory(nint options, nuint octets);

    [DllImport(Library, EntryPoint = "mtbl_sorter_init")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern nint NewSorter(nint options);

    [DllImport(Library, EntryPoint = "mtbl_sorter_destroy")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern void DestroySorter(ref nint sorter);

    [DllImport(Library, EntryPoint = "mtbl_sorter_add")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern int AddToSorter(nint sorter, in byte key, nuint keyLength, in byte value, nuint valueLength);

    [DllImport(Library, EntryPoint = "mtbl_sorter_write")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern int WriteSorted(nint sorter, nint writer);

    [DllImport(Library, EntryPoint = "mtbl_writer_options_init")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern nint NewWriterOptions();

    [DllImport(Library, EntryPoint = "mtbl_writer_options_destroy")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern void DestroyWriterOptions(ref nint options);

    [DllImport(Library, EntryPoint = "mtbl_writer_options_set_compression")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern void SetCompression(nint options, int compression);

    [DllImport(Library, EntryPoint = "mtbl_writer_options_set_block_size")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern void SetBlockSize(nint options, nuint octets);

    [DllImport(Library, EntryPoint = "mtbl_writer_init")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern nint NewWriter([MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint options);

    [DllImport(Library, EntryPoint = "mtbl_writer_destroy")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern void DestroyWriter(ref nint writer);

    [DllImport(Library, EntryPoint = "mtbl_reader_init")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern nint NewReader([MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint options);

    [DllImport(Library, EntryPoint = "mtbl_reader_destroy")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern void DestroyReader(ref nint reader);

    [DllImport(Library, EntryPoint = "mtbl_reader_source")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern nint Source(nint reader);

    [DllImport(Library, EntryPoint = "mtbl_source_get_prefix")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern nint FindPrefix(nint source, in byte prefix, nuint length);

    [DllImport(Library, EntryPoint = "mtbl_iter_next")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern int Next(nint iterator, out nint key, out nuint keyLength, out nint value, out nuint valueLength);

    [DllImport(Library, EntryPoint = "mtbl_iter_destroy")]
    [DefaultDllImportSearchPaths(SearchPath)]
    public static extern void DestroyIterator(ref nint iterator);
}
