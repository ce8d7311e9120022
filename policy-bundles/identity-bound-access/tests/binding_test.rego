package countersign.authz_test

test_other_namespace_or_service_account_is_denied if {
	orders([], [set("/evidence/kubernetes/namespace", "dev")]) == ["BINDING_KUBERNETES"]
	orders([], [set("/evidence/kubernetes/service_account", "ledger")]) == ["BINDING_KUBERNETES"]
	orders([], [set("/evidence/kubernetes/service_account", "Orders")]) == ["BINDING_KUBERNETES"]
}

test_missing_kubernetes_evidence_is_denied if {
	orders([], [drop("/evidence")]) == ["BINDING_KUBERNETES"]
	orders([], [drop("/evidence/kubernetes")]) == ["BINDING_KUBERNETES"]
	orders([], [drop("/evidence/kubernetes/namespace")]) == ["BINDING_KUBERNETES"]
	every value in hostile {
		orders([], [set("/evidence", value)]) == ["BINDING_KUBERNETES"]
		orders([], [set("/evidence/kubernetes", value)]) == ["BINDING_KUBERNETES"]
		orders([], [set("/evidence/kubernetes/namespace", value)]) == ["BINDING_KUBERNETES"]
	}
}

test_node_and_uids_count_when_the_registry_names_them if {
	every name in ["node", "node_uid", "service_account_uid", "pod_uid", "anything"] {
		demand := [set(concat("/", ["", "binding/kubernetes", name]), "u-1")]
		orders(demand, []) == ["BINDING_KUBERNETES"]
		orders(demand, [set(concat("/", ["", "evidence/kubernetes", name]), "u-2")]) == ["BINDING_KUBERNETES"]
		orders(demand, [set(concat("/", ["", "evidence/kubernetes", name]), "u-1")]) == []
	}
}

test_kubernetes_binding_that_names_too_little_is_never_proved if {
	orders([drop("/binding/kubernetes/namespace")], []) == ["BINDING_KUBERNETES"]
	orders([drop("/binding/kubernetes/service_account")], []) == ["BINDING_KUBERNETES"]
	every value in hostile {
		orders([set("/binding/kubernetes", value)], [set("/evidence/kubernetes", value)]) == ["BINDING_KUBERNETES"]
	}
	every value in [null, false, "", " ", 0, [], {}] {
		orders(
			[set("/binding/kubernetes/namespace", value)],
			[set("/evidence/kubernetes/namespace", value)],
		) == ["BINDING_KUBERNETES"]
	}
}

job := {
	"issuer": "https://token.actions.githubusercontent.com",
	"repository_id": "1",
	"job_workflow_ref": "shop-example/orders/.github/workflows/release.yml@refs/heads/main",
}

in_ci := set("/binding/ci", job)

test_the_signed_job_is_allowed if {
	orders([in_ci], [set("/evidence/ci", job)]) == []
	orders([in_ci], [set("/evidence/ci", object.union(job, {"ref": "refs/heads/main"}))]) == []
}

test_other_job_is_denied if {
	every name, _ in job {
		orders([in_ci], [set("/evidence/ci", object.union(job, {name: "other"}))]) == ["BINDING_CI"]
		orders([in_ci], [set("/evidence/ci", object.remove(job, [name]))]) == ["BINDING_CI"]
	}
	orders([in_ci], [set("/evidence/ci", object.union(job, {"repository_id": 1}))]) == ["BINDING_CI"]
	orders([in_ci], []) == ["BINDING_CI"]
	every value in hostile {
		orders([in_ci], [set("/evidence/ci", value)]) == ["BINDING_CI"]
	}
}

test_ci_binding_that_names_only_the_issuer_is_never_proved if {
	every value in array.concat(hostile, [{"issuer": job.issuer}, {"repository_id": "1", "ref": "x"}]) {
		orders([set("/binding/ci", value)], [set("/evidence/ci", job)]) == ["BINDING_CI"]
		orders([set("/binding/ci", value)], [set("/evidence/ci", value)]) == ["BINDING_CI"]
	}
}

test_addresses_inside_the_ranges_are_allowed if {
	every address in ["10.0.0.0", "10.255.255.255", "fd00:10::1", "fd00:10:ffff:ffff:ffff:ffff:ffff:ffff"] {
		orders([], [set("/peer/address", address)]) == []
	}
}

test_addresses_outside_the_ranges_are_denied if {
	every address in [
		"9.255.255.255", "11.0.0.0", "fd00:11::", "::", "10.1.2.3:443", "10.1.2.3/32", "10.0.0.0/8",
		"10.1.2.3 ", " 10.1.2.3", "10.1.2", "0x0a.1.2.3", "localhost", "::ffff:10.1.2.3", "::ffff:a01:203", "0:0:0:0:0:FFFF:10.1.2.3",
	] {
		orders([], [set("/peer/address", address)]) == ["BINDING_NETWORK"]
	}
	every value in hostile {
		orders([], [set("/peer/address", value)]) == ["BINDING_NETWORK"]
	}
	orders([], [drop("/peer/address")]) == ["BINDING_NETWORK"]
}

test_an_ipv4_address_written_as_ipv6_is_in_no_range if {
	every range in ["0.0.0.0/0", "10.0.0.0/8", "::/0", "::ffff:0:0/96", "::ffff:10.0.0.0/104"] {
		orders([set("/binding/network", [range])], [set("/peer/address", "::ffff:10.1.2.3")]) == ["BINDING_NETWORK"]
	}
}

test_a_range_has_addresses_of_its_own_family_only if {
	every range in ["::/0", "::ffff:0:0/96", "::ffff:10.0.0.0/104"] {
		orders([set("/binding/network", [range])], [set("/peer/address", "10.1.2.3")]) == ["BINDING_NETWORK"]
	}
	orders([set("/binding/network", ["::/0"])], [set("/peer/address", "fd00::1")]) == []
	orders([set("/binding/network", ["0.0.0.0/0"])], [set("/peer/address", "10.1.2.3")]) == []
	orders([set("/binding/network", ["0.0.0.0/0"])], [set("/peer/address", "fd00::1")]) == ["BINDING_NETWORK"]
}

test_address_in_evidence_goes_before_the_connection if {
	orders([], [set("/evidence/network", {"address": "192.0.2.1"})]) == ["BINDING_NETWORK"]
	orders([], [set("/evidence/network", {"address": "10.0.0.1"}), set("/peer/address", "192.0.2.1")]) == []
}

test_unreadable_network_evidence_does_not_fall_back_to_the_connection if {
	every value in hostile {
		orders([], [set("/evidence/network", value)]) == ["BINDING_NETWORK"]
		orders([], [set("/evidence/network", {"address": value})]) == ["BINDING_NETWORK"]
	}
}

test_unreadable_ranges_contain_nothing if {
	every value in array.concat(hostile, ["10.0.0.0/8", {"a": "10.0.0.0/8"}, ["10.0.0.0/33"], ["10.1.2.3"], [["10.0.0.0/8"]]]) {
		orders([set("/binding/network", value)], []) == ["BINDING_NETWORK"]
	}
}

test_one_unreadable_range_does_not_spoil_the_others if {
	orders([set("/binding/network", ["nonsense", "10.0.0.0/8"])], []) == []
}

machine := {"key_name": "000b5f", "pcrs": {"sha256:0,1,2,7": "3d45", "sha256:11": "77aa"}, "max_age_seconds": 3600}

measured(age) := {
	"key_name": "000b5f",
	"pcrs": {"sha256:0,1,2,7": "3d45", "sha256:11": "77aa", "sha256:14": "00"},
	"time": now.epoch_seconds - age,
	"verifier": "countersign",
}

attested_machine := set("/binding/attestation", machine)

test_fresh_attestation_of_the_machine_is_allowed if {
	every age in [0, 1, 3600] {
		orders([attested_machine], [set("/evidence/attestation", measured(age))]) == []
	}
}

test_old_or_future_attestation_is_denied if {
	every age in [3601, 1e12, -1, -86400] {
		orders([attested_machine], [set("/evidence/attestation", measured(age))]) == ["BINDING_ATTESTATION"]
	}
}

test_other_key_or_drifted_boot_is_denied if {
	every change in [{"key_name": "000b60"}, {"pcrs": {"sha256:11": "77ab"}}, {"pcrs": {"sha256:0,1,2,7": ""}}] {
		evidence := object.union(measured(0), change)
		orders([attested_machine], [set("/evidence/attestation", evidence)]) == ["BINDING_ATTESTATION"]
	}
	every name in ["key_name", "pcrs", "time"] {
		evidence := object.remove(measured(0), [name])
		orders([attested_machine], [set("/evidence/attestation", evidence)]) == ["BINDING_ATTESTATION"]
	}
	orders([attested_machine], [
		set("/evidence/attestation", measured(0)),
		drop("/evidence/attestation/pcrs/sha256:11"),
	]) == ["BINDING_ATTESTATION"]
}

test_missing_attestation_or_time_is_denied if {
	orders([attested_machine], []) == ["BINDING_ATTESTATION"]
	orders([attested_machine], [set("/evidence/attestation", measured(0)), drop("/request/time")]) == ["BINDING_ATTESTATION"]
	every value in hostile {
		orders([attested_machine], [set("/evidence/attestation", value)]) == ["BINDING_ATTESTATION"]
	}
	every value in [null, true, "", "1795348800", [], {}] {
		evidence := object.union(measured(0), {"time": value})
		orders([attested_machine], [set("/evidence/attestation", evidence)]) == ["BINDING_ATTESTATION"]
		orders([attested_machine], [
			set("/evidence/attestation", measured(0)),
			set("/request/time/epoch_seconds", value),
		]) == ["BINDING_ATTESTATION"]
	}
}

test_unreadable_attestation_binding_is_never_proved if {
	every value in array.concat(hostile, [{"key_nam": "000b5f"}, object.union(machine, {"extra": 1})]) {
		orders([set("/binding/attestation", value)], [set("/evidence/attestation", measured(0))]) == ["BINDING_ATTESTATION"]
	}
	every value in array.concat(hostile, [{"sha256:11": ""}, {"sha256:11": null}]) {
		orders(
			[attested_machine, set("/binding/attestation/pcrs", value)],
			[set("/evidence/attestation", measured(0))],
		) == ["BINDING_ATTESTATION"]
	}
	every value in [null, true, "3600", "", [], {}] {
		orders(
			[attested_machine, set("/binding/attestation/max_age_seconds", value)],
			[set("/evidence/attestation", measured(0))],
		) == ["BINDING_ATTESTATION"]
	}
}

test_an_empty_binding_asks_for_nothing if {
	orders([set("/binding", {})], [drop("/evidence"), drop("/peer/address")]) == []
}
