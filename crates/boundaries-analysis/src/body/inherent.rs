//! What types of the standard library have themselves: it comes before what traits give them.
//!
//! Stable names only, as of Rust 1.95: an unstable one is no rival of a trait's. What is left out here costs nothing as long as
//! no trait of the workspace gives the type something of the same name.

/// What every integer has.
const INTEGERS: &str = "\
    BITS MAX MIN abs abs_diff borrowing_sub carrying_add carrying_mul carrying_mul_add cast_signed cast_unsigned \
    checked_abs checked_add checked_add_signed checked_add_unsigned checked_div checked_div_euclid checked_ilog \
    checked_ilog10 checked_ilog2 checked_isqrt checked_mul checked_neg checked_next_multiple_of \
    checked_next_power_of_two checked_pow checked_rem checked_rem_euclid checked_shl checked_shr checked_signed_diff \
    checked_sub checked_sub_signed checked_sub_unsigned count_ones count_zeros div_ceil div_euclid from_be \
    from_be_bytes from_le from_le_bytes from_ne_bytes ilog ilog10 ilog2 is_multiple_of is_negative is_positive \
    is_power_of_two isqrt leading_ones leading_zeros max_value min_value next_multiple_of next_power_of_two \
    overflowing_abs overflowing_add overflowing_add_signed overflowing_add_unsigned overflowing_div \
    overflowing_div_euclid overflowing_mul overflowing_neg overflowing_pow overflowing_rem overflowing_rem_euclid \
    overflowing_shl overflowing_shr overflowing_sub overflowing_sub_signed overflowing_sub_unsigned pow rem_euclid \
    reverse_bits rotate_left rotate_right saturating_abs saturating_add saturating_add_signed saturating_add_unsigned \
    saturating_div saturating_mul saturating_neg saturating_pow saturating_sub saturating_sub_signed \
    saturating_sub_unsigned signum strict_abs strict_add strict_add_signed strict_add_unsigned strict_div \
    strict_div_euclid strict_mul strict_neg strict_pow strict_rem strict_rem_euclid strict_shl strict_shr strict_sub \
    strict_sub_signed strict_sub_unsigned swap_bytes to_be to_be_bytes to_le to_le_bytes to_ne_bytes trailing_ones \
    trailing_zeros unbounded_shl unbounded_shr unchecked_add unchecked_mul unchecked_neg unchecked_shl unchecked_shr \
    unchecked_sub unsigned_abs wrapping_abs wrapping_add wrapping_add_signed wrapping_add_unsigned wrapping_div \
    wrapping_div_euclid wrapping_mul wrapping_neg wrapping_pow wrapping_rem wrapping_rem_euclid wrapping_shl \
    wrapping_shr wrapping_sub wrapping_sub_signed wrapping_sub_unsigned";

/// What bytes have besides.
const BYTES: &str = "\
    eq_ignore_ascii_case escape_ascii is_ascii is_ascii_alphabetic is_ascii_alphanumeric is_ascii_control \
    is_ascii_digit is_ascii_graphic is_ascii_hexdigit is_ascii_lowercase is_ascii_punctuation is_ascii_uppercase \
    is_ascii_whitespace make_ascii_lowercase make_ascii_uppercase to_ascii_lowercase to_ascii_uppercase";

/// Whether a type of the standard library or of the language has something of this name itself.
pub(super) fn has_itself(of: &str, name: &str) -> bool {
    let has = |names: &str| names.split_ascii_whitespace().any(|own| own == name);
    match of {
        "u8" => has(INTEGERS) || has(BYTES),
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u16" | "u32" | "u64" | "u128" | "usize" => has(INTEGERS),
        _ => has(names_of(of)),
    }
}

fn names_of(of: &str) -> &'static str {
    match of {
        "bool" => "then then_some",
        "char" => {
            "MAX MIN REPLACEMENT_CHARACTER UNICODE_VERSION decode_utf16 encode_utf16 encode_utf8 eq_ignore_ascii_case \
             escape_debug escape_default escape_unicode from_digit from_u32 from_u32_unchecked is_alphabetic \
             is_alphanumeric is_ascii is_ascii_alphabetic is_ascii_alphanumeric is_ascii_control is_ascii_digit \
             is_ascii_graphic is_ascii_hexdigit is_ascii_lowercase is_ascii_punctuation is_ascii_uppercase \
             is_ascii_whitespace is_control is_digit is_lowercase is_numeric is_uppercase is_whitespace len_utf16 \
             len_utf8 make_ascii_lowercase make_ascii_uppercase to_ascii_lowercase to_ascii_uppercase to_digit \
             to_lowercase to_uppercase"
        }
        "f32" | "f64" => {
            "DIGITS EPSILON INFINITY MANTISSA_DIGITS MAX MAX_10_EXP MAX_EXP MIN MIN_10_EXP MIN_EXP MIN_POSITIVE NAN \
             NEG_INFINITY RADIX abs abs_sub acos acosh asin asinh atan atan2 atanh cbrt ceil clamp classify copysign \
             cos cosh div_euclid exp exp2 exp_m1 floor fract from_be_bytes from_bits from_le_bytes from_ne_bytes hypot \
             is_finite is_infinite is_nan is_negative is_normal is_positive is_sign_negative is_sign_positive \
             is_subnormal ln ln_1p log log10 log2 max midpoint min mul_add next_down next_up powf powi recip rem_euclid \
             round round_ties_even signum sin sin_cos sinh sqrt tan tanh to_be_bytes to_bits to_degrees \
             to_int_unchecked to_le_bytes to_ne_bytes to_radians total_cmp trunc"
        }
        "str" => {
            "as_bytes as_bytes_mut as_mut_ptr as_ptr bytes ceil_char_boundary char_indices chars contains encode_utf16 \
             ends_with eq_ignore_ascii_case escape_debug escape_default escape_unicode find floor_char_boundary \
             from_utf8 from_utf8_mut from_utf8_unchecked from_utf8_unchecked_mut get get_mut get_unchecked \
             get_unchecked_mut into_boxed_bytes into_string is_ascii is_char_boundary is_empty len lines lines_any \
             make_ascii_lowercase make_ascii_uppercase match_indices matches parse repeat replace replacen rfind \
             rmatch_indices rmatches rsplit rsplit_once rsplit_terminator rsplitn slice_mut_unchecked slice_unchecked \
             split split_ascii_whitespace split_at split_at_checked split_at_mut split_at_mut_checked split_inclusive \
             split_once split_terminator split_whitespace splitn starts_with strip_prefix strip_suffix \
             to_ascii_lowercase to_ascii_uppercase to_lowercase to_uppercase trim trim_ascii trim_ascii_end \
             trim_ascii_start trim_end trim_end_matches trim_left trim_left_matches trim_matches trim_right \
             trim_right_matches trim_start trim_start_matches"
        }
        "[T]" => {
            "align_to align_to_mut array_windows as_array as_chunks as_chunks_mut as_chunks_unchecked \
             as_chunks_unchecked_mut as_mut_array as_mut_ptr as_mut_ptr_range as_ptr as_ptr_range as_rchunks \
             as_rchunks_mut assume_init_drop assume_init_mut assume_init_ref binary_search binary_search_by \
             binary_search_by_key chunk_by chunk_by_mut chunks chunks_exact chunks_exact_mut chunks_mut \
             clone_from_slice concat connect contains copy_from_slice copy_within element_offset ends_with \
             eq_ignore_ascii_case escape_ascii fill fill_with first first_chunk first_chunk_mut first_mut get \
             get_disjoint_mut get_disjoint_unchecked_mut get_mut get_unchecked get_unchecked_mut into_vec is_ascii \
             is_empty is_sorted is_sorted_by is_sorted_by_key iter iter_mut join last last_chunk last_chunk_mut \
             last_mut len make_ascii_lowercase make_ascii_uppercase partition_point rchunks rchunks_exact \
             rchunks_exact_mut rchunks_mut repeat reverse rotate_left rotate_right rsplit rsplit_mut rsplitn \
             rsplitn_mut select_nth_unstable select_nth_unstable_by select_nth_unstable_by_key sort sort_by \
             sort_by_cached_key sort_by_key sort_unstable sort_unstable_by sort_unstable_by_key split split_at \
             split_at_checked split_at_mut split_at_mut_checked split_at_mut_unchecked split_at_unchecked split_first \
             split_first_chunk split_first_chunk_mut split_first_mut split_inclusive split_inclusive_mut split_last \
             split_last_chunk split_last_chunk_mut split_last_mut split_mut split_off split_off_first \
             split_off_first_mut split_off_last split_off_last_mut split_off_mut splitn splitn_mut starts_with \
             strip_prefix strip_suffix swap swap_with_slice to_ascii_lowercase to_ascii_uppercase to_vec trim_ascii \
             trim_ascii_end trim_ascii_start utf8_chunks windows write_clone_of_slice write_copy_of_slice"
        }
        "String" => {
            "as_bytes as_mut_str as_mut_vec as_str capacity clear drain extend_from_within from_raw_parts from_utf16 \
             from_utf16_lossy from_utf8 from_utf8_lossy from_utf8_unchecked insert insert_str into_boxed_str into_bytes \
             into_raw_parts is_empty leak len new pop push push_str remove replace_range reserve reserve_exact retain \
             shrink_to shrink_to_fit split_off truncate try_reserve try_reserve_exact with_capacity"
        }
        "Vec" => {
            "append as_mut_ptr as_mut_slice as_ptr as_slice capacity clear dedup dedup_by dedup_by_key drain \
             extend_from_slice extend_from_within extract_if from_raw_parts insert insert_mut into_boxed_slice \
             into_raw_parts is_empty leak len new pop pop_if push push_mut remove reserve reserve_exact resize \
             resize_with retain retain_mut set_len shrink_to shrink_to_fit spare_capacity_mut splice split_off \
             swap_remove truncate try_reserve try_reserve_exact with_capacity"
        }
        "VecDeque" => {
            "append as_mut_slices as_slices back back_mut binary_search binary_search_by binary_search_by_key capacity \
             clear contains drain front front_mut get get_mut insert insert_mut is_empty iter iter_mut len \
             make_contiguous new partition_point pop_back pop_back_if pop_front pop_front_if push_back push_back_mut \
             push_front push_front_mut range range_mut remove reserve reserve_exact resize resize_with retain \
             retain_mut rotate_left rotate_right shrink_to shrink_to_fit split_off swap swap_remove_back \
             swap_remove_front truncate try_reserve try_reserve_exact with_capacity"
        }
        "BTreeMap" => {
            "append clear contains_key entry extract_if first_entry first_key_value get get_key_value get_mut insert \
             into_keys into_values is_empty iter iter_mut keys last_entry last_key_value len new pop_first pop_last \
             range range_mut remove remove_entry retain split_off values values_mut"
        }
        "BTreeSet" => {
            "append clear contains difference extract_if first get insert intersection is_disjoint is_empty is_subset \
             is_superset iter last len new pop_first pop_last range remove replace retain split_off \
             symmetric_difference take union"
        }
        "HashMap" => {
            "capacity clear contains_key drain entry extract_if get get_disjoint_mut get_disjoint_unchecked_mut \
             get_key_value get_mut hasher insert into_keys into_values is_empty iter iter_mut keys len new remove \
             remove_entry reserve retain shrink_to shrink_to_fit try_reserve values values_mut with_capacity \
             with_capacity_and_hasher with_hasher"
        }
        "HashSet" => {
            "capacity clear contains difference drain extract_if get hasher insert intersection is_disjoint is_empty \
             is_subset is_superset iter len new remove replace reserve retain shrink_to shrink_to_fit \
             symmetric_difference take try_reserve union with_capacity with_capacity_and_hasher with_hasher"
        }
        "BinaryHeap" => {
            "append as_slice capacity clear drain into_sorted_vec into_vec is_empty iter len new peek peek_mut pop push \
             reserve reserve_exact retain shrink_to shrink_to_fit try_reserve try_reserve_exact with_capacity"
        }
        "Option" => {
            "and and_then as_deref as_deref_mut as_mut as_mut_slice as_pin_mut as_pin_ref as_ref as_slice cloned copied \
             expect filter flatten get_or_insert get_or_insert_default get_or_insert_with insert inspect is_none \
             is_none_or is_some is_some_and iter iter_mut map map_or map_or_else ok_or ok_or_else or or_else replace \
             take take_if transpose unwrap unwrap_or unwrap_or_default unwrap_or_else unwrap_unchecked unzip xor zip"
        }
        "Result" => {
            "and and_then as_deref as_deref_mut as_mut as_ref cloned copied err expect expect_err flatten inspect \
             inspect_err is_err is_err_and is_ok is_ok_and iter iter_mut map map_err map_or map_or_else ok or or_else \
             transpose unwrap unwrap_err unwrap_err_unchecked unwrap_or unwrap_or_default unwrap_or_else \
             unwrap_unchecked"
        }
        "Ordering" => "is_eq is_ge is_gt is_le is_lt is_ne reverse then then_with",
        "Duration" => {
            "MAX ZERO abs_diff as_micros as_millis as_nanos as_secs as_secs_f32 as_secs_f64 checked_add checked_div \
             checked_mul checked_sub div_duration_f32 div_duration_f64 div_f32 div_f64 from_hours from_micros \
             from_millis from_mins from_nanos from_nanos_u128 from_secs from_secs_f32 from_secs_f64 is_zero mul_f32 \
             mul_f64 new saturating_add saturating_mul saturating_sub subsec_micros subsec_millis subsec_nanos \
             try_from_secs_f32 try_from_secs_f64"
        }
        "Instant" | "SystemTime" => {
            "UNIX_EPOCH checked_add checked_duration_since checked_sub duration_since elapsed now \
             saturating_duration_since"
        }
        "OsStr" => {
            "as_encoded_bytes display eq_ignore_ascii_case from_encoded_bytes_unchecked into_os_string is_ascii \
             is_empty len make_ascii_lowercase make_ascii_uppercase new to_ascii_lowercase to_ascii_uppercase \
             to_os_string to_str to_string_lossy"
        }
        "OsString" => {
            "as_os_str capacity clear from_encoded_bytes_unchecked into_boxed_os_str into_encoded_bytes into_string \
             leak new push reserve reserve_exact shrink_to shrink_to_fit try_reserve try_reserve_exact with_capacity"
        }
        "Path" => {
            "ancestors as_mut_os_str as_os_str canonicalize components display ends_with exists extension file_name \
             file_prefix file_stem has_root into_path_buf is_absolute is_dir is_file is_relative is_symlink iter join \
             metadata new parent read_dir read_link starts_with strip_prefix symlink_metadata to_path_buf to_str \
             to_string_lossy try_exists with_added_extension with_extension with_file_name"
        }
        "PathBuf" => {
            "add_extension as_mut_os_string as_path capacity clear into_boxed_path into_os_string leak new pop push \
             reserve reserve_exact set_extension set_file_name shrink_to shrink_to_fit try_reserve try_reserve_exact \
             with_capacity"
        }
        "IpAddr" | "Ipv4Addr" | "Ipv6Addr" => {
            "from_bits from_octets from_segments is_broadcast is_documentation is_ipv4 is_ipv6 is_link_local \
             is_loopback is_multicast is_private is_unicast_link_local is_unique_local is_unspecified new octets \
             segments to_bits to_canonical to_ipv4 to_ipv4_mapped to_ipv6_compatible to_ipv6_mapped"
        }
        _ => "",
    }
}
